// One unit of Dogwatch in a booted system: dogwatch.service, or an instance of dogwatch@.service.

import Foundation
import Testing

/// A unit with a configuration, a port and drop-ins of its own.
struct InstalledUnit: Sendable {
  let system: BootedSystem
  let name: String
  let port: Int
  /// Where the configuration lies in there.
  let configuration: String

  private static let ports = Locked(9400)

  /// `dogwatch@NAME.service`.
  init(_ instance: String, on system: BootedSystem) {
    self.init(system: system, unit: "dogwatch@\(instance).service", configuration: "/etc/dogwatch/\(instance).json")
  }

  /// `dogwatch.service`.
  static func main(on system: BootedSystem) -> InstalledUnit {
    InstalledUnit(system: system, unit: "dogwatch.service", configuration: "/etc/dogwatch/config.json")
  }

  private init(system: BootedSystem, unit: String, configuration: String) {
    self.system = system
    name = unit
    self.configuration = configuration
    port = Self.ports.change {
      $0 += 1
      return $0
    }
  }

  // MARK: Setting up

  /// Writes its configuration as an administrator would: root:docker 0640.
  func configure(host: String, requestTimeout: String = "5s", more: [String: JSONValue] = [:]) async throws {
    var whole: [String: JSONValue] = [
      "engine": .object(["host": .string(host), "requestTimeout": .string(requestTimeout)]),
      "http": .object(["listen": .string("127.0.0.1:\(port)")]),
    ]
    for (key, value) in more { whole[key] = value }
    try await configure(try JSONValue.object(whole).text)
  }

  func configure(_ text: String) async throws {
    try await system.write(text, to: configuration, mode: "0640", group: "docker")
  }

  func dropIn(_ text: String, named file: String = "test.conf") async throws {
    try await system.write(text, to: "/run/systemd/system/\(name).d/\(file)")
    try await reload("daemon-reload")
  }

  /// Has it started at every boot; systemd reads its units anew for it.
  func enable() async throws { try await reload("enable '\(name)'") }

  /// Has systemd do what makes it read its units anew.
  private func reload(_ command: String) async throws {
    _ = try await system.reloads.pass { try await system.check("systemctl \(command)") }
  }

  /// Starts it without waiting for it to be active.
  func start() async throws { try await system.check("systemctl start --no-block '\(name)'") }

  /// Starts it and waits until it has failed and its last words, an errno among them, are taken in: systemd hears of the end and of them in
  /// either order. A reading of its units anew, which keeps the status text but not the errno (252's service_serialize), has to wait.
  func startToFail() async throws -> [String: String] {
    try await system.reloads.pass {
      try await start()
      return try await when("failed with an errno") { $0["ActiveState"] == "failed" && $0["StatusErrno"] != "0" }
    }
  }

  func whenActive() async throws { try await when("active") { $0["ActiveState"] == "active" } }

  // MARK: Looking at it

  /// What `systemctl show` says.
  func properties() async throws -> [String: String] {
    let names = [
      "ActiveState", "SubState", "Result", "StatusText", "StatusErrno", "NRestarts", "MainPID", "ExecMainCode", "ExecMainStatus",
      "NotifyAccess",
      "ActiveExitTimestampMonotonic", "ExecMainExitTimestampMonotonic",
    ]
    let text = try await system.check("systemctl show '\(name)' --property=\(names.joined(separator: ","))")
    return Dictionary(
      text.split(separator: "\n").map { line in
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), String(parts.last ?? ""))
      }, uniquingKeysWith: { $1 })
  }

  /// Waits until `systemctl show` says so.
  @discardableResult
  func when(_ what: String, _ holds: ([String: String]) -> Bool) async throws -> [String: String] {
    do {
      return try await eventually("\(name): \(what)", within: .seconds(120), read: { try await properties() }, until: holds)
    } catch {
      throw PrivateEngine.Trouble(what: "\(error)\n\(await story())")
    }
  }

  /// Waits until another main process than that one is active. `NRestarts` tells less: systemd 252 counts a restart twice when a
  /// `daemon-reload`, of a neighbour for instance, falls into it.
  @discardableResult
  func whenRestarted(from process: String?) async throws -> [String: String] {
    try await when("active again, with another main process than \(process ?? "none")") {
      $0["ActiveState"] == "active" && $0["MainPID"] != "0" && $0["MainPID"] != process
    }
  }

  func whenStatus(_ text: String) async throws {
    try await when("status \"\(text)\"") { $0["ActiveState"] == "active" && $0["StatusText"] == text }
  }

  func get(_ target: String) async throws -> HTTPExchange.Answer {
    let request = "GET \(target) HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n"
    let output = try await system.check("exec 3<>/dev/tcp/127.0.0.1/\(port); printf '\(request)' >&3; cat <&3")
    return try HTTPExchange.answer(Array(output.utf8))
  }

  func scrape() async throws -> MetricsPage { try MetricsPage(try await get("/metrics").text) }

  /// Its entries in the journal, as `journalctl` finds them with more matches.
  func journal(_ matches: String = "") async throws -> [JSONValue] {
    let text = try await system.check("journalctl --quiet --no-pager --output=json --all _SYSTEMD_UNIT='\(name)' \(matches)")
    return try text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
  }

  /// What its processes said in the journal.
  func messages() async throws -> [String] { try await journal().compactMap { $0["MESSAGE"].string } }

  /// Everything it said, for people.
  func story() async -> String {
    (try? await system.run("systemctl status --no-pager '\(name)'; journalctl --quiet --no-pager --unit='\(name)' --lines=60")) ?? ""
  }

  func stop() async throws { try await system.check("systemctl stop '\(name)'") }
}
