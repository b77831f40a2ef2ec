// The Debian package, from its installation to its purge, in a booted system that knew nothing of Dogwatch.

import Foundation
import Testing

@Suite(.needsEngine, .needsBoot, .needs("dpkg-deb", "dpkg-shlibdeps", "python3"), .inBareBootedSystem, .scenarioLane)
struct DebianPackage {
  @Test func livesFromInstallationToPurge() async throws {
    let system = try BootedSystem.here
    let package = try await DebianArchive.make(in: system.shared)
    let unit = InstalledUnit.main(on: system)
    try await system.check("dpkg --install '/shared/\(package.name)'")
    // Enabled and started without another word, though nothing is configured and there is no engine.
    try await unit.whenActive()
    #expect(try await system.check("systemctl is-enabled dogwatch.service") == "enabled\n")

    try await system.giveToDocker(system.engine.socket)
    try await unit.configure(host: "unix:///engine/docker.sock")
    try await system.check("systemctl restart dogwatch.service")
    let failed = try await TestContainer("failed", ContainerSpec(), on: system.engine)
    try await failed.start()
    try await unit.whenStatus("watching 1 container")
    try await failed.order(exit: 3)
    let before = try await firing(unit) { $0 == ["failed"] }

    // Another container fails while the new version is put in place: during it or after it, the alert must come.
    let meanwhile = try await TestContainer("meanwhile", ContainerSpec(), on: system.engine)
    try await meanwhile.start()
    try await unit.when("watching both") { $0["StatusText"]?.hasPrefix("watching 2 containers") == true }
    let old = try await unit.properties()["MainPID"]
    let newer = try await package.renumbered("99.0.0-1", in: system.shared)
    async let upgrade = system.check("dpkg --install '/shared/\(newer)'")
    try await meanwhile.order(exit: 4)
    _ = try await upgrade
    try await unit.whenRestarted(from: old)
    #expect(try await system.check("dpkg-query --show --showformat='${Version}' dogwatch") == "99.0.0-1")
    let after = try await firing(unit) { $0 == ["failed", "meanwhile"] }
    #expect(after["failed"] == before["failed"], "the same alert, begun when it began")
    let history = try JSONValue(parsing: try await unit.get("/api/v1/transitions").body)["transitions"].array
    #expect(
      history.contains { $0["kind"].string == "exit" && $0["name"].string == "failed" && $0["exitCode"].int == 3 },
      "what the old version saw: \(history)")

    let state = "/var/lib/private/dogwatch/dogwatch.db"
    try await system.check("dpkg --remove dogwatch")
    try await system.check("! pgrep --exact dogwatch && ! test -e /usr/bin/dogwatch")
    try await system.check("test -e '\(state)' && test -e '\(unit.configuration)'")

    try await system.check("dpkg --purge dogwatch && systemctl daemon-reload")
    // Documentation and index files of dpkg included; what lies in /shared and /proc is the test's and the kernel's.
    let left = try await system.check(
      "find / -xdev -path /shared -prune -o -path /proc -prune -o -path /run/log -prune -o -path /var/log -prune -o -name '*dogwatch*' -print"
    )
    #expect(left == "")
    for container in [failed, meanwhile] { try await container.remove() }
  }

  /// When each container's ContainerExited began, once these and no others fire.
  private func firing(_ unit: InstalledUnit, until holds: ([String]) -> Bool) async throws -> [String: String] {
    try await eventually(
      "the alerts",
      read: {
        // It answers nothing while it is restarted.
        guard let body = try? await unit.get("/api/v1/alerts").body else { return [:] }
        let alerts = try JSONValue(parsing: body)["alerts"].array.filter { $0["status"].string == "firing" }
        let exits = alerts.filter { $0["labels"]["alertname"].string == "ContainerExited" }
        return Dictionary(exits.map { ($0["labels"]["name"].string ?? "", $0["startsAt"].string ?? "") }, uniquingKeysWith: { $1 })
      }, until: { holds($0.keys.sorted()) })
  }
}

/// A .deb that `scripts/make-deb` made of the binary under test.
private struct DebianArchive {
  var name: String

  static func make(in folder: String) async throws -> DebianArchive {
    let log = try await run(
      "env", ["DPKG_DEB_COMPRESSOR_TYPE=none", "\(Repository.root)/scripts/make-deb", Repository.dogwatch, folder])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".deb") }
    return DebianArchive(name: try #require(names.first, "\(log)"))
  }

  /// The same with another version, not compressed; its file's name.
  func renumbered(_ version: String, in folder: String) async throws -> String {
    let script = """
      dpkg-deb --raw-extract "$1/$2" "$1/raw"
      sed -i "s/^Version: .*/Version: $3/" "$1/raw/DEBIAN/control"
      dpkg-deb --root-owner-group -Znone --build "$1/raw" "$1/newer.deb"
      rm -rf "$1/raw"
      """
    _ = try await Self.run("bash", ["-euc", script, "bash", folder, name, version])
    return "newer.deb"
  }

  private static func run(_ program: String, _ arguments: [String]) async throws -> String {
    let (exit, output) = try await ChildProcess.run(program, arguments)
    guard exit == .code(0) else { throw PrivateEngine.Trouble(what: "\(program) \(arguments): \(output)") }
    return output
  }
}
