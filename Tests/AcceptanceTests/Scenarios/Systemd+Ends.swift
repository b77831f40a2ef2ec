// What the unit may have comes to an end: memory, descriptors, processes.

import Foundation
import Glibc
import Testing

extension Systemd {
  @Suite struct Ends {
    /// The kernel kills it as it takes in thousands of containers, each time that systemd starts it; then there are fewer again.
    @Test func killedForWantOfMemoryAgainAndAgainItIsBackWithEverythingItHadKept() async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("memory", on: system)
      defer { engine.end() }
      let unit = InstalledUnit("memory", on: system)
      try await unit.configure(host: host)
      try await unit.dropIn("[Service]\nRestartSec=100ms\nMemoryMax=16M\n")
      var failing = container(1)
      engine.set(failing)
      try await unit.start()
      try await unit.whenStatus("watching 1 container")
      failing.status = "exited"
      failing.exitCode = 3
      engine.set(failing)
      engine.push(FakeEngine.event("die", failing, attributes: ["exitCode": "3"]))
      let before = try await eventually(
        "the exit and its alert", read: { try await kept(by: unit) }, until: { $0.exits == 1 && $0.alerts.count == 1 })
      let pid = try #require(try await unit.properties()["MainPID"])

      // Where systemd cannot set the limit, the test does, for the first process.
      let group = BootedSystem.hasLimits ? nil : try ControlGroup(.memory, limit: 1 << 20)
      try group?.take(try #require(try system.outerProcess(of: pid)))
      engine.set(only: [failing] + (2...4000).map { container($0) })
      engine.endStreams(inOrder: true)
      let kills = BootedSystem.hasLimits ? 3 : 1
      let mark = /Main process exited, code=killed, status=9\/KILL/
      try await eventually(
        "killed \(kills) times",
        read: { try await system.check("journalctl --quiet --no-pager --unit='\(unit.name)' _PID=1 --output=cat") },
        until: { $0.matches(of: mark).count >= kills })
      engine.set(only: [failing, container(2)])
      try await unit.whenStatus("watching 2 containers")
      #expect(try await unit.properties()["MainPID"] != pid)
      let after = try await kept(by: unit)
      #expect(after == before)
      #expect(try await unit.scrape()["dogwatch_gaps_total", ["cause": "daemon-stopped"]] ?? 0 >= 1)
      try await unit.stop()
    }

    /// Number of exits, and firing alerts with the time since when.
    private struct Kept: Equatable {
      var exits: Int
      var alerts: [String]
    }

    private func kept(by unit: InstalledUnit) async throws -> Kept {
      let exits = try JSONValue(parsing: try await unit.get("/api/v1/transitions?name=c1").body)["transitions"].array
      let alerts = try JSONValue(parsing: try await unit.get("/api/v1/alerts").body)["alerts"].array
      return Kept(
        exits: exits.count { $0["kind"].string == "exit" },
        alerts: alerts.map { "\($0["labels"]["alertname"].string ?? "") \($0["startsAt"].string ?? "")" })
    }

    private static let threads =
      "13 threads are needed to begin with: Resource temporarily unavailable (TasksMax= and LimitNPROC= of the unit, ulimit -u)"
    private static let tooLittle: [(String, Int32, String)] =
      [
        (
          "LimitNOFILE=20", EMFILE,
          "48 file descriptors are needed to begin with: Too many open files (LimitNOFILE= of the unit, ulimit -n)"
        ),
        ("LimitNPROC=6", EAGAIN, threads),
      ] + (BootedSystem.hasLimits ? [("TasksMax=7", EAGAIN, threads)] : [])

    /// The errno and the sentence, where systemd shows them.
    @Test(arguments: tooLittle)
    func withTooLittleToBeginWithItSaysSo(_ limit: String, _ number: Int32, _ sentence: String) async throws {
      let system = try BootedSystem.here
      let unit = InstalledUnit(limit.prefix { $0 != "=" }.lowercased(), on: system)
      try await unit.configure(host: "unix:///shared/none.sock")
      try await unit.dropIn("[Service]\nRestart=no\n\(limit)\n")
      let found = try await unit.startToFail()
      #expect(found["ExecMainStatus"] == "1" && found["StatusErrno"] == "\(number)" && found["StatusText"] == sentence, "\(found)")
    }

    /// As when the host's process table is full.
    @Test func withoutAnotherThreadItLivesOn() async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("threads", on: system)
      defer { engine.end() }
      let unit = InstalledUnit("threads", on: system)
      try await unit.configure(host: host)
      try await unit.dropIn(Systemd.quickWatchdog)
      engine.set(container(1))
      try await unit.start()
      try await unit.whenStatus("watching 1 container")
      let pid = try #require(try await unit.properties()["MainPID"])
      let group = BootedSystem.hasLimits ? nil : try ControlGroup(.pids, limit: 1)
      if let group {
        try group.take(try #require(try system.outerProcess(of: pid)))
      } else {
        try await system.check("systemctl set-property --runtime '\(unit.name)' TasksMax=1")
      }
      let pings = try await unit.scrape()["dogwatch_watchdog_pings_total"] ?? 0
      engine.set(container(2))
      engine.endStreams(inOrder: false)
      try await unit.whenStatus("watching 2 containers")
      // Several times as long as a thread of the pool stays without work.
      try await eventually("pings", read: { try await unit.scrape()["dogwatch_watchdog_pings_total"] ?? 0 }, until: { $0 >= pings + 20 })
      #expect(try await unit.properties()["MainPID"] == pid)
      withExtendedLifetime(group) {}
      try await unit.stop()
    }
  }
}
