import Foundation
import Testing
import Watch

@testable import Ledger

/// A file of each version that there ever was is read, and is of the present version afterwards.
@Suite struct VersionTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Versions")

  private let alert = Alert(
    labels: AlertLabels(alertname: .containerUnhealthy, host: "box", name: "web", severity: .critical),
    annotations: AlertAnnotations(summary: "web is unhealthy"), startsAt: .start)

  /// What stands in each of the files.
  private func write(to shop: Workshop) throws {
    var fleet = livedFleet()
    var outbox = Outbox()
    let group = GroupKey(of: alert.labels, by: [.host])
    _ = outbox.add(Notification(number: 1, webhook: "chat", group: group, alerts: [alert], time: .start), id: "msg_1")
    let telling = TellingRecord(
      key: TellingRecord.Key(webhook: "chat", group: group), firing: [alert.fingerprint], told: [], resolving: [], uncertain: [],
      lastTime: .start, lastNumber: 1)
    var batch = batch(&fleet, history: rows(1...20))
    batch.engine = EngineTrace(ring: [7], listener: "1:2:boot")
    batch.alerts = .whole(
      AlertState(
        alerts: [AlertRecord(phase: .firing, alert: alert)], tellings: [telling],
        marks: [livedMarks()], lastNumber: 1, host: "box"))
    batch.outbox = .whole(outbox.entries)
    try shop.open().ledger.commit(batch)
  }

  /// With `DOGWATCH_KEEP_VERSION=1` in the environment the file is kept beside this one, for all later versions to read.
  @Test func aFileOfThePresentVersionCanBeKept() throws {
    let shop = try Workshop()
    try write(to: shop)
    #expect(try Database(shop.file, .readOnly).statement("PRAGMA user_version").number() == Schema.version)
    guard ProcessInfo.processInfo.environment["DOGWATCH_KEEP_VERSION"] == "1" else { return }
    let file = Self.folder.appendingPathComponent("version-\(Schema.version).db")
    try? FileManager.default.removeItem(at: file)
    try FileManager.default.copyItem(atPath: shop.file, toPath: file.path)
  }

  @Test(arguments: 1...Schema.version) func aFileOfEveryVersionIsRead(_ version: Int64) throws {
    let shop = try Workshop()
    try FileManager.default.createDirectory(atPath: shop.state, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Self.folder.appendingPathComponent("version-\(version).db").path, toPath: shop.file)
    let (ledger, found) = try shop.open()
    let saved = try #require(found.saved, "\(found)")
    let fleet = Fleet(settings: FleetSettings(), restoring: saved.fleet, at: saved.fleet.head.savedAt, isSameBoot: false)
    let lived = livedFleet()
    #expect(fleet.view(of: ContainerName("web")) == lived.view(of: ContainerName("web")))
    #expect(fleet.view(of: ContainerName("db")) == lived.view(of: ContainerName("db")))
    #expect(saved.alerts.alerts.map(\.alert) == [alert])
    #expect(saved.alerts.tellings.count == 1 && saved.alerts.lastNumber == 1)
    #expect(saved.alerts.marks == [version == 1 ? restartMarks() : livedMarks()])
    #expect(saved.outbox.map(\.id) == ["msg_1"])
    #expect(saved.engine?.ring == [7])
    #expect(try HistoryReader(directory: shop.state).answer(HistoryQuestion(limit: 100)).rows == rows(1...20))
    #expect(try Database(shop.file, .readOnly).statement("PRAGMA user_version").number() == Schema.version)
    var next = livedFleet()
    try ledger.commit(batch(&next))
  }

  /// Restarts of names that are gone are on disk alone since the fourth.
  @Test func restartsThatTheThirdVersionHadInMemoryAreLeftOnDisk() throws {
    let shop = try Workshop()
    try FileManager.default.createDirectory(atPath: shop.state, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Self.folder.appendingPathComponent("version-3.db").path, toPath: shop.file)
    do {
      let old = try Database(shop.file, .readWrite)
      let put = try old.statement("INSERT INTO marks (name, state) VALUES (?, ?)")
      try put.run(.text("job"), .text(#"{"name":"job","marks":{"restarts":[1700000000000000000,1700000001000000000]}}"#))
      try put.run(.text("none"), .text(#"{"name":"none","marks":{"restarts":[]}}"#))
      try put.run(.text("torn"), .text(#"{"name":"torn","#))
    }
    let ledger = try Ledger(in: shop.state)
    let saved = try #require(try ledger.open(at: .start, withHidden: false).saved)
    #expect(saved.alerts.marks.map(\.name) == [ContainerName("none"), ContainerName("web")])
    let job = try #require(ledger.restartsOfGone(ContainerName("job")))
    #expect(job.lastRestart == Timestamp(seconds: 1_700_000_001))
  }

  /// It cannot be made one of the present version.
  @Test func aFileOfTheFirstVersionThatCannotBeWrittenIsRead() throws {
    let shop = try Workshop()
    try FileManager.default.createDirectory(atPath: shop.state, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Self.folder.appendingPathComponent("version-1.db").path, toPath: shop.file)
    let saved = try #require(try Ledger(in: shop.state).readOnly())
    #expect(saved.alerts.alerts.map(\.alert) == [alert])
    #expect(saved.outbox.map(\.id) == ["msg_1"])
  }
}
