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
    let receiver = try await InnerReceiver(in: system)
    let alerting = AlertPost.configuration([receiver.webhook]).filter { $0.key != "engine" }
    try await unit.configure(host: "unix:///engine/docker.sock", more: alerting)
    try await system.check("systemctl restart dogwatch.service")
    let failed = try await TestContainer("failed", ContainerSpec(), on: system.engine)
    try await failed.start()
    try await unit.whenStatus("watching 1 container")
    try await failed.order(exit: 3)
    let began = try await beginning(ofAlertAbout: "failed", unit)

    let names = try await upgrade(with: package, unit, receiver) + ["failed"]
    #expect(try await beginning(ofAlertAbout: "failed", unit) == began, "the same alert, begun when it began")
    let history = try JSONValue(parsing: try await unit.get("/api/v1/transitions?name=failed").body)["transitions"].array
    #expect(history.contains { $0["kind"].string == "exit" && $0["exitCode"].int == 3 }, "what the old version saw: \(history)")
    try await expectAllIsTold(of: names, receiver)

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
  }

  /// Upgrades while containers fail all the time, before it, during it and after it. Returns their names.
  private func upgrade(with package: DebianArchive, _ unit: InstalledUnit, _ receiver: InnerReceiver) async throws -> [String] {
    let system = unit.system
    let newer = try await package.renumbered("99.0.0-1", in: system.shared)
    // The new version does not begin before it is let.
    try await unit.dropIn("[Service]\nExecStartPre=+/bin/sh -c 'until test -e /shared/begin; do sleep 0.1; done'\n")
    let load = FailingContainers(on: system.engine, pace: { try receiver.names("firing") })
    try await eventually("alerts told by the old version") { try receiver.names("firing").contains { $0.hasPrefix("load-") } }
    let old = try await unit.properties()["MainPID"]
    async let upgrade = system.check("dpkg --install '/shared/\(newer)'")
    try await unit.when("between the versions") { $0["SubState"] == "start-pre" }
    let between = try await TestContainer("between", ContainerSpec(behaviour: .exits(4)), on: system.engine)
    try await between.start()
    try await between.whenExited()
    try await system.check("touch /shared/begin")
    _ = try await upgrade
    try await unit.whenRestarted(from: old)
    #expect(try await system.check("dpkg-query --show --showformat='${Version}' dogwatch") == "99.0.0-1")
    try await load.goOn(by: 4)
    try await system.check("rm -r /run/systemd/system/dogwatch.service.d && systemctl daemon-reload")
    return try await load.end() + ["between"]
  }

  /// Each alert has reached the receiver, as one notification and no second, and so has its end.
  private func expectAllIsTold(of names: [String], _ receiver: InnerReceiver) async throws {
    try await eventually("each of \(names.count) told", read: { try Set(names).subtracting(receiver.names("firing")) }, until: \.isEmpty)
    let engine = try BootedSystem.here.engine
    for name in names { try await engine.api.call("DELETE", "/containers/\(name)?force=1") }
    try await eventually(
      "the end of each of \(names.count) told", read: { try Set(names).subtracting(receiver.names("resolved")) }, until: \.isEmpty)
    let notifications = Dictionary(grouping: try receiver.told, by: { "\($0.name) \($0.status)" }).mapValues { Set($0.map(\.notification)) }
    #expect(notifications.filter { $0.value.count > 1 } == [:], "told again as new")
  }

  /// When the ContainerExited of a container began, once it fires.
  private func beginning(ofAlertAbout name: String, _ unit: InstalledUnit) async throws -> String {
    let alerts = try await eventually(
      "ContainerExited of \(name)",
      read: {
        try JSONValue(parsing: try await unit.get("/api/v1/alerts").body)["alerts"].array.filter { alert in
          alert["labels"]["alertname"].string == "ContainerExited" && alert["labels"]["name"].string == name
            && alert["status"].string == "firing"
        }
      }, until: { !$0.isEmpty })
    return try #require(alerts[0]["startsAt"].string)
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
