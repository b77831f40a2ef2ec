// `systemctl reload`, with a good configuration and with a bad one.

import Foundation
import Testing

extension Systemd {
  @Suite struct Reloading {
    @Test func goodFileTakesEffectAndTheUnitStaysActive() async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("reload-good", on: system)
      defer { engine.end() }
      for number in 1...3 { engine.set(container(number)) }
      let unit = InstalledUnit("reload-good", on: system)
      try await unit.configure(host: host)
      try await unit.start()
      try await unit.whenStatus("watching 3 containers")
      let before = try await unit.properties()
      try await unit.configure(host: host, more: ["watch": .object(["exclude": .array([.object(["name": .string("c2")])])])])
      try await system.check("systemctl reload '\(unit.name)'")
      try await unit.whenStatus("watching 2 containers")
      let after = try await unit.properties()
      #expect(after["MainPID"] == before["MainPID"] && after["NRestarts"] == "0", "\(after)")
      #expect(try await unit.scrape()["dogwatch_config_last_reload_successful"] == 1)
      try await unit.stop()
    }

    @Test func badFileLeavesTheOldInForceAndIsToldInJournalAndMetric() async throws {
      let system = try BootedSystem.here
      let (engine, host) = try await fakeEngine("reload-bad", on: system)
      defer { engine.end() }
      for number in 1...2 { engine.set(container(number)) }
      let unit = InstalledUnit("reload-bad", on: system)
      let exclude = JSONValue.object(["exclude": .array([.object(["name": .string("c2")])])])
      try await unit.configure(host: host, more: ["watch": exclude])
      try await unit.start()
      try await unit.whenStatus("watching 1 container")
      try await unit.configure(#"{"watch": {"exclud": []}}"#)
      try await system.check("systemctl reload '\(unit.name)'")
      try await eventually("the metric", read: { try await unit.scrape()["dogwatch_config_last_reload_successful"] }, until: { $0 == 0 })
      let messages = try await eventually(
        "the journal", read: { try await unit.journal("PRIORITY=3").compactMap { $0["MESSAGE"].string } }, until: { $0.count >= 2 })
      #expect(messages.contains { $0.contains("watch.exclud: unknown key (did you mean \"exclude\"?)") }, "\(messages)")
      try await unit.whenStatus("watching 1 container")
      #expect(try await unit.properties()["NRestarts"] == "0")
      // A better one is taken again.
      try await unit.configure(host: host)
      try await system.check("systemctl reload '\(unit.name)'")
      try await unit.whenStatus("watching 2 containers")
      #expect(try await unit.scrape()["dogwatch_config_last_reload_successful"] == 1)
      try await unit.stop()
    }
  }
}
