// Starting, ending, and coming back.

import Foundation
import Glibc
import Testing

extension Systemd {
  @Suite struct Lives {
    @Test func activeOnlyAfterTheFirstFullListing() async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("late-list", on: system)
      defer { engine.end() }
      engine.set(container(1))
      engine.holdLists(true)
      let unit = InstalledUnit("late-list", on: system)
      // So that no list fails for want of time.
      try await unit.configure(host: host, requestTimeout: "10m")
      try await unit.start()
      try await eventually("an answer of the listener", read: { try await unit.get("/-/healthy").status }, until: { $0 == 200 })
      try await eventually("the stream") { engine.openStreams == 1 }
      let before = try await unit.properties()
      #expect(before["ActiveState"] == "activating", "\(before)")
      #expect(try await unit.get("/-/ready").status == 503)
      engine.holdLists(false)
      try await unit.whenStatus("watching 1 container")
      #expect(try await unit.get("/-/ready").status == 200)
      let messages = try await unit.messages()
      #expect(!messages.contains { $0.contains("thread priority") }, "what the unit forbids the runtime does without: \(messages)")
      try await unit.stop()
    }

    @Test func startedBeforeDockerItBecomesActiveAndConnectsLater() async throws {
      let system = try BootedSystem.here
      let unit = InstalledUnit("early", on: system)
      try await unit.configure(host: "unix:///shared/early.sock")
      try await unit.start()
      let found = try await unit.when("active without an engine") { $0["ActiveState"] == "active" }
      #expect(
        found["StatusText"]?.hasPrefix("no engine: ") == true && found["StatusText"]?.contains("/shared/early.sock") == true, "\(found)")
      let (engine, _) = try await fakeEngine("early", on: system)
      defer { engine.end() }
      engine.set(container(1))
      engine.set(container(2))
      try await unit.whenStatus("watching 2 containers")
      engine.end()
      try await unit.when("a status that says that the engine is gone") {
        $0["StatusText"]?.hasPrefix("watching 2 containers, as last seen; no engine: ") == true
      }
      try await unit.stop()
    }

    @Test func terminatedItEndsInTimeWithExitCode0() async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("stops", on: system)
      defer { engine.end() }
      let unit = InstalledUnit("stops", on: system)
      try await unit.configure(host: host)
      // What is not enabled is forgotten once it has ended.
      try await unit.enable()
      try await unit.start()
      try await unit.whenStatus("watching 0 containers")
      try await unit.stop()
      let end = try await unit.properties()
      #expect(end["ActiveState"] == "inactive" && end["Result"] == "success" && end["ExecMainStatus"] == "0", "\(end)")
      #expect(end["ExecMainCode"] == "1", "ended by itself (CLD_EXITED): \(end)")
      let left = try #require(end["ActiveExitTimestampMonotonic"].flatMap { Int64($0) })
      let exited = try #require(end["ExecMainExitTimestampMonotonic"].flatMap { Int64($0) })
      #expect((0..<5_000_000).contains(exited - left), "microseconds by systemd's own clock")
    }

    /// Five times in ten seconds is where systemd would usually give up.
    @Test func killedTenTimesInARowItIsBackEachTime() async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("killed", on: system)
      defer { engine.end() }
      let unit = InstalledUnit("killed", on: system)
      try await unit.configure(host: host)
      try await unit.dropIn("[Service]\nRestartSec=100ms\n")
      try await unit.start()
      try await unit.whenActive()
      for _ in 1...10 {
        let process = try await unit.properties()["MainPID"]
        try await system.check("systemctl kill --signal=KILL --kill-who=main '\(unit.name)'")
        try await unit.whenRestarted(from: process)
      }
      try await unit.whenStatus("watching 0 containers")
      try await unit.stop()
    }

    @Test func badConfigurationIsNotTriedAgain() async throws {
      let system = try BootedSystem.here
      let unit = InstalledUnit("wrong", on: system)
      try await unit.configure(#"{"http": {"listne": "127.0.0.1:1"}}"#)
      try await unit.dropIn("[Service]\nRestartSec=1ms\n")
      let found = try await unit.startToFail()
      #expect(found["ExecMainStatus"] == "78" && found["Result"] == "exit-code" && found["NRestarts"] == "0", "\(found)")
      #expect(found["StatusErrno"] == "\(EINVAL)", "\(found)")
      #expect(found["StatusText"]?.contains("listne") == true, "\(found)")
      let messages = try await eventually("its reason in the journal", read: { try await unit.messages() }, until: { !$0.isEmpty })
      #expect(messages == ["http.listne: unknown key (did you mean \"listen\"?)"])
      // Nothing is planned for later either.
      #expect(found["SubState"] == "failed", "\(found)")
    }

    @Test func portThatIsTakenIsToldWithItsErrno() async throws {
      let system = try BootedSystem.here
      let unit = InstalledUnit("taken", on: system)
      let first = InstalledUnit("taker", on: system)
      try await first.configure(host: "unix:///shared/none.sock")
      try await first.start()
      try await first.whenActive()
      try await unit.configure(host: "unix:///shared/none.sock", more: ["http": .object(["listen": .string("127.0.0.1:\(first.port)")])])
      try await unit.dropIn("[Service]\nRestart=no\n")
      let found = try await unit.startToFail()
      #expect(found["ExecMainStatus"] == "1" && found["StatusErrno"] == "\(EADDRINUSE)", "\(found)")
      #expect(found["StatusText"]?.contains("another program listens there already") == true, "\(found)")
      try await first.stop()
    }

    @Test func twoInstancesRunSideBySide() async throws {
      let system = try BootedSystem.here
      var engines: [FakeEngine] = []
      defer { for engine in engines { engine.end() } }
      var units: [InstalledUnit] = []
      for (name, count) in [("left", 1), ("right", 2)] {
        let (engine, host) = try await fakeEngine(name, on: system)
        engines.append(engine)
        for number in 1...count { engine.set(container(number)) }
        let unit = InstalledUnit(name, on: system)
        try await unit.configure(host: host)
        try await unit.start()
        units.append(unit)
      }
      try await units[0].whenStatus("watching 1 container")
      try await units[1].whenStatus("watching 2 containers")
      for name in ["left", "right"] { try await system.check("test -d /var/lib/private/dogwatch-\(name)") }
      for unit in units { try await unit.stop() }
    }
  }
}
