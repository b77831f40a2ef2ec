// Dogwatch as a service of a systemd that really runs.

import Foundation
import Glibc
import Testing

/// One boot for all; each test has a unit of its own.
@Suite(.needsEngine, .needsBoot, .inBootedSystem, .scenarioLane)
enum Systemd {}

extension Systemd {
  /// A fake engine whose socket the unit may use, in the folder that both see.
  static func fakeEngine(_ name: String, on system: BootedSystem) async throws -> (engine: FakeEngine, host: String) {
    let engine = try FakeEngine("\(system.shared)/\(name).sock")
    try await system.giveToDocker(engine.path)
    return (engine, "unix:///shared/\(name).sock")
  }

  static func container(_ number: Int) -> FakeEngine.Container {
    let digits = String(number, radix: 16)
    return FakeEngine.Container(id: String(repeating: "0", count: 64 - digits.count) + digits, name: "c\(number)")
  }

  static let quickWatchdog = "[Service]\nWatchdogSec=2s\n"
}
