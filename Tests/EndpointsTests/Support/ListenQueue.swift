// Connections that the kernel has taken and the server has not (proc(5): /proc/net/tcp, of a listening socket the second queue).

import Testing

@testable import Endpoints

enum ListenQueue {
  /// How many wait at an address of 127.0.0.1; nil when nobody listens there.
  static func length(_ address: ListenAddress) -> Int? {
    // Foundation ends with the first read that brings less than it asks for: here with the first 26 sockets of the machine.
    guard case .tcp(_, let port) = address, let table = ProcFile.read("/proc/net/tcp") else { return nil }
    let digits = String(port, radix: 16, uppercase: true)
    let local = "0100007F:" + String(repeating: "0", count: 4 - digits.count) + digits
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 4, fields[1] == local, fields[3] == "0A" else { continue }
      return fields[4].split(separator: ":").last.flatMap { Int($0, radix: 16) }
    }
    return nil
  }

  /// Waits until so many wait.
  static func become(_ count: Int, at address: ListenAddress) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    var found = length(address)
    while found != count, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(10))
      found = length(address)
    }
    #expect(found == count)
  }
}
