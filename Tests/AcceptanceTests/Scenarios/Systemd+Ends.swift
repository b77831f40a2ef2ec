// What the unit may have comes to an end: memory, descriptors, processes.

import Foundation
import Glibc
import Testing

extension Systemd {
  @Suite struct Ends {
    @Test func killedForWantOfMemoryItIsBackWithEverythingItHadKept() async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("memory", on: system)
      defer { engine.end() }
      let unit = InstalledUnit("memory", on: system)
      try await unit.configure(host: host)
      try await unit.dropIn("[Service]\nRestartSec=100ms\n")
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

      // The kernel kills it as it takes in thousands of containers.
      let group = try ControlGroup(.memory, limit: 1 << 20)
      try group.take(try #require(try system.outerProcess(of: pid)))
      for number in 2...3000 { engine.set(container(number)) }
      engine.endStreams(inOrder: true)
      try await unit.whenRestarted(from: pid)
      let manager = try await system.check("journalctl --quiet --no-pager --unit='\(unit.name)' _PID=1 --output=cat")
      #expect(manager.contains("Main process exited, code=killed, status=9/KILL"), "\(manager)")

      try await unit.whenStatus("watching 3000 containers")
      let after = try await kept(by: unit)
      #expect(after == before)
      #expect(try await unit.scrape()["dogwatch_gaps_total", ["cause": "daemon-stopped"]] == 1)
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

    /// The errno and the sentence, where systemd shows them.
    @Test(arguments: [
      ("LimitNOFILE=20", EMFILE, "48 file descriptors are needed to begin with: Too many open files (LimitNOFILE= of the unit, ulimit -n)"),
      (
        "LimitNPROC=6", EAGAIN,
        "12 threads are needed to begin with: Resource temporarily unavailable (TasksMax= and LimitNPROC= of the unit, ulimit -u)"
      ),
    ])
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
      let group = try ControlGroup(.pids, limit: 1)
      try group.take(try #require(try system.outerProcess(of: pid)))
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
