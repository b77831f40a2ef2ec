// The unit as it is installed, on a real engine: who it runs as, what it may, what it says.

import Foundation
import Glibc
import Testing

extension Systemd {
  @Suite struct Installed {
    @Test func unitsAreVerifiedSilently() async throws {
      let system = try BootedSystem.here
      let output = try await system.check("systemd-analyze verify --man=no dogwatch.service dogwatch@anything.service 2>&1")
      #expect(output == "")
    }

    @Test func statusAndJournalFollowARealContainer() async throws {
      let system = try BootedSystem.here
      let unit = InstalledUnit.main(on: system)
      try await unit.configure(host: "unix:///engine/docker.sock")
      let web = try await TestContainer("web", ContainerSpec(probe: ContainerSpec.Probe()), on: system.engine)
      web.put("healthy")
      try await web.start()
      try await web.whenHealth("healthy")
      try await unit.start()
      try await unit.whenStatus("watching 1 container")
      try await expectItRunsAsNobody(unit)

      web.take("healthy")
      try await unit.whenStatus("watching 1 container, 1 unhealthy")
      web.put("healthy")
      try await unit.whenStatus("watching 1 container")
      try await web.order(exit: 3)
      let other = try await TestContainer("other", ContainerSpec(), on: system.engine)
      try await unit.whenStatus("watching 2 containers")

      let kinds = ["health", "exit"]
      let entries = try await eventually(
        "the entries of web", read: { try await unit.journal("CONTAINER_NAME=web") },
        until: { entries in entries.contains { $0["DOGWATCH_KIND"].string == "exit" } })
      let unhealthy = try #require(entries.first { $0["DOGWATCH_HEALTH"].string == "unhealthy" }, "\(entries)")
      #expect(unhealthy["PRIORITY"].string == "3" && unhealthy["MESSAGE_ID"].string == "e710fcd1ae1e4dfa885d37e15fed327e", "\(unhealthy)")
      #expect(unhealthy["MESSAGE"].string?.hasPrefix("web: unhealthy (was healthy)") == true, "\(unhealthy)")
      #expect(unhealthy["SYSLOG_IDENTIFIER"].string == "dogwatch" && unhealthy["_TRANSPORT"].string == "journal", "\(unhealthy)")
      let exit = try #require(entries.first { $0["DOGWATCH_KIND"].string == "exit" })
      #expect(exit["PRIORITY"].string == "4" && exit["MESSAGE_ID"].string == "076a1bd4f5304a01a855e8a2df4d457a", "\(exit)")
      #expect(exit["DOGWATCH_OUTCOME"].string == "failed" && exit["DOGWATCH_EXIT_CODE"].string == "3", "\(exit)")
      for entry in entries {
        #expect(entry["CONTAINER_ID"].string == String(web.id.prefix(12)), "\(entry)")
        #expect(entry["CONTAINER_ID_FULL"] == .null)
        #expect(kinds.contains(entry["DOGWATCH_KIND"].string ?? ""), "\(entry)")
      }
      // Nothing is said a second time on standard output, and the log is there with its levels.
      #expect(try await unit.journal("_TRANSPORT=stdout").isEmpty)
      #expect(
        try await unit.journal("PRIORITY=6 _TRANSPORT=journal").contains {
          $0["MESSAGE"].string?.hasPrefix("following Docker Engine") == true
        })
      try await unit.stop()
      for container in [web, other] { try await container.remove() }
    }

    /// A user of its own, no capability, and the group that may use the engine's socket.
    private func expectItRunsAsNobody(_ unit: InstalledUnit) async throws {
      let pid = try #require(try await unit.properties()["MainPID"])
      let status = try await unit.system.check("cat /proc/\(pid)/status")
      func field(_ name: String) -> [Substring] {
        status.split(separator: "\n").first { $0.hasPrefix(name + ":") }?.split(whereSeparator: \.isWhitespace).dropFirst().map { $0 } ?? []
      }
      let user = try #require(field("Uid").first.flatMap { Int($0) })
      #expect((61184...65519).contains(user), "one of systemd's dynamic users (systemd.exec(5))")
      #expect(field("CapBnd") == ["0000000000000000"] && field("CapEff") == ["0000000000000000"])
      #expect(field("NoNewPrivs") == ["1"] && field("Seccomp") == ["2"])
      let docker = try await unit.system.check("getent group docker").split(separator: ":")[2]
      #expect(field("Groups").contains(docker))
      let owner = try await unit.system.check("stat --format='%u %a' /var/lib/private/dogwatch")
      #expect(owner == "\(user) 700\n")
      // The state is written there, for nobody else to read.
      let database = try await unit.system.check("stat --format='%u %a' /var/lib/private/dogwatch/dogwatch.db")
      #expect(database == "\(user) 600\n")
    }

    /// Podman's folder is root's alone (0700): the drop-in makes the unit root without any capability.
    @Test func podmansSocketIsReadWithTheDropIn() async throws {
      let system = try BootedSystem.here
      let engine = try FakeEngine("\(system.shared)/podman.sock")
      defer { engine.end() }
      engine.set(Systemd.container(1))
      chmod(engine.path, 0o660)
      try await system.check(
        "install -d -m 0700 /run/podman && touch /run/podman/podman.sock && mount --bind /shared/podman.sock /run/podman/podman.sock")
      let unit = InstalledUnit("podman", on: system)
      try await unit.configure(#"{"http": {"listen": "127.0.0.1:\#(unit.port)"}}"#)
      let dropIn = try String(contentsOfFile: "\(Repository.root)/systemd/dropins/podman.conf", encoding: .utf8)
      try await unit.dropIn(dropIn, named: "podman.conf")
      try await unit.start()
      try await unit.whenStatus("watching 1 container")
      let status = try await system.check("cat /proc/\(try await unit.properties()["MainPID"] ?? "")/status")
      #expect(status.contains("\nCapEff:\t0000000000000000\n"))
      try await unit.stop()
    }

    @Test func dropInForAnEngineOnTCPGivesItItsCertificates() async throws {
      let system = try BootedSystem.here
      for file in ["ca.pem", "cert.pem", "key.pem"] {
        try await system.write("no certificate\n", to: "/etc/dogwatch/engine/\(file)", mode: "0600")
      }
      let unit = InstalledUnit("tcp", on: system)
      // Out of the group, it reads what everybody may.
      try await system.write(#"{"http": {"listen": "127.0.0.1:\#(unit.port)"}}"#, to: unit.configuration)
      let dropIn = try String(contentsOfFile: "\(Repository.root)/systemd/dropins/tcp-engine.conf", encoding: .utf8)
      try await unit.dropIn(dropIn, named: "tcp-engine.conf")
      try await unit.start()
      // It finds the files where the drop-in says, reads them, and complains of what is in them.
      try await unit.when("a complaint about the certificate") {
        $0["StatusText"]?.contains(#/TLS file /run/credentials/dogwatch@tcp\.service/(ca|cert|key)\.pem: /#) == true
      }
      try await unit.stop()
    }
  }
}
