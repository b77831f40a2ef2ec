// What the watchdog kills, and what it does not.

import Foundation
import Glibc
import Testing

extension Systemd {
  @Suite struct Watchdog {
    /// Threads by the name the kernel knows, and what the journal calls them: that of the one writer, for which all that is observed waits,
    /// that of those who ask, and that of every other socket.
    @Test(arguments: [("NIO-ELT-1-", "watchkeeper"), ("NIO-ELT-2-", "listener"), ("NIO-SGLTN-", "network")])
    func heldThreadIsNamedInTheJournalAndTheUnitRestarted(_ thread: String, _ name: String) async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("held-\(name)", on: system)
      defer { engine.end() }
      let unit = InstalledUnit("held-\(name)", on: system)
      try await unit.configure(host: host)
      try await unit.dropIn(Systemd.quickWatchdog)
      try await unit.start()
      let pid = try #require(try await unit.when("active") { $0["ActiveState"] == "active" }["MainPID"])
      try await eventually("pings", read: { try await unit.scrape()["dogwatch_watchdog_pings_total"] ?? 0 }, until: { $0 >= 3 })
      let held = try await HeldThread(named: thread, of: try #require(try system.outerProcess(of: pid)))
      try await unit.whenRestarted(from: pid)
      withExtendedLifetime(held) {}
      let messages = try await unit.journal("PRIORITY=2").compactMap { $0["MESSAGE"].string }
      #expect(
        messages.contains { $0.hasPrefix("no ping for systemd's watchdog: the thread of the \(name) has stood still for ") }, "\(messages)")
      let manager = try await system.check("journalctl --quiet --no-pager --unit='\(unit.name)' _PID=1 --output=cat")
      #expect(manager.contains("Watchdog timeout") && manager.contains("SIGABRT"), "\(manager)")
      try await unit.stop()
    }

    enum Engine: String, CaseIterable { case absent, accepting, answeringNoList }

    /// For well over the watchdog's time.
    @Test(arguments: Engine.allCases) func engineThatIsDownOrHangsIsNoStall(_ kind: Engine) async throws {
      let system = try BootedSystem.here
      let name = "engine-\(kind.rawValue.lowercased())"
      let path = "\(system.shared)/\(name).sock"
      var silent: Int32?
      var fake: FakeEngine?
      switch kind {
      case .absent: break
      case .accepting:
        // Connections are taken by the kernel, and nobody ever answers.
        silent = try SocketAddress.unix(path).listen()
        try await system.giveToDocker(path)
      case .answeringNoList:
        fake = try await fakeEngine(name, on: system).engine
        fake?.holdLists(true)
      }
      defer {
        if let silent { close(silent) }
        fake?.end()
      }
      let unit = InstalledUnit(name, on: system)
      try await unit.configure(host: "unix:///shared/\(name).sock", requestTimeout: "4s")
      try await unit.dropIn(Systemd.quickWatchdog)
      try await unit.start()
      // One ping a second: five times the watchdog's limit.
      try await eventually(
        "ten pings", read: { try await unit.scrape()["dogwatch_watchdog_pings_total"] ?? 0 }, until: { $0 >= 10 })
      #expect(try await unit.get("/-/healthy").status == 200)
      #expect(try await unit.properties()["NRestarts"] == "0")
      #expect(try await unit.journal("PRIORITY=2").isEmpty)
      // In the end the unit is active whatever the engine does.
      try await unit.whenActive()
      try await unit.stop()
    }
  }
}
