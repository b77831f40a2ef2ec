import CSQLite
import Foundation
import JSON
import Testing
import Watch

@testable import Ledger

/// What is committed is what is found.
@Suite struct LedgerTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop()
  }

  private func text(_ value: some Encodable) throws -> String {
    var json = JSONWriter()
    try json.encode(value)
    return json.string
  }

  @Test func aNewFolderIsMadeForNobodyElse() throws {
    let (ledger, found) = try shop.open()
    guard case .nothing = found else { throw Unexpected(what: "something found in a new folder") }
    var fleet = livedFleet()
    try ledger.commit(batch(&fleet))
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(shop.state) == 0o700)
    for suffix in ["", "-wal", "-shm"] { #expect(try mode(shop.file + suffix) == 0o600) }
  }

  @Test func aFleetIsFoundAsItWas() throws {
    var fleet = livedFleet()
    let whole = fleet.takeEverything()
    do {
      let ledger = try shop.open().ledger
      var batch = batch(&fleet)
      batch.engine = EngineTrace(ring: [1, -2], listener: "1:2:3")
      try ledger.commit(batch)
    }
    let saved = try #require(try shop.open().found.saved)
    #expect(saved.isSameBoot)
    #expect(saved.engine == EngineTrace(ring: [1, -2], listener: "1:2:3"))
    #expect(try text(saved.fleet.head) == text(whole.head))
    #expect(try saved.fleet.containers.map(text) == whole.containers.map(text))
    #expect(try saved.fleet.names.map { try text($0.record) } == whole.names.sorted { $0.name < $1.name }.map { try text($0.record) })
    #expect(saved.fleet.recentEvents.map(\.element) == whole.recentEvents.added.map(\.element))
    #expect(saved.fleet.departed.map(\.element.short) == ["db0000000000"])
    let again = Fleet(
      settings: FleetSettings(), restoring: saved.fleet, at: saved.fleet.head.savedAt, isSameBoot: saved.isSameBoot)
    #expect(again.view(of: ContainerName("web")) == fleet.view(of: ContainerName("web")))
    #expect(again.view(of: ContainerName("db")) == fleet.view(of: ContainerName("db")))
    #expect(again.view(of: ContainerName("web"))?.counters.exits.reduce(0, +) == 1)
  }

  /// Changes written batch by batch lead to the same rows as everything written at once.
  @Test func changesAddUp() throws {
    let ledger = try shop.open().ledger
    var fleet = livedFleet()
    try ledger.commit(batch(&fleet))
    let web = try #require(fleet.view(of: ContainerName("web"))?.present?.id)
    var clock = Arrival(time: .start.advanced(by: 60_000_000_000), uptime: Uptime(nanoseconds: 1_060_000_000_000))
    for number in 0..<40 {
      clock.time = clock.time.advanced(by: 1_000_000_000)
      clock.uptime = clock.uptime.advanced(by: 1_000_000_000)
      let action: EngineEvent.Action = number.isMultiple(of: 2) ? .start : .die
      fleet.observe(Observation(arrival: clock, content: .event(EngineEvent(time: clock.time, id: web, action: action))))
      var batch = LedgerBatch()
      batch.fleet = fleet.takeChanges()
      #expect(batch.fleet != nil)
      try ledger.commit(batch)
    }
    let whole = fleet.takeEverything()
    let database = try Database(shop.file, .readOnly)
    let read = try #require(try FleetTables(database: database).read(withHidden: true))
    #expect(try read.containers.map(text) == whole.containers.map(text))
    #expect(try read.names.map { try text($0.record) } == whole.names.sorted { $0.name < $1.name }.map { try text($0.record) })
    #expect(read.recentEvents.map(\.element) == whole.recentEvents.added.map(\.element))
    #expect(read.recentEvents.map(\.number) == whole.recentEvents.added.map(\.number))
    #expect(read.head.sequence == whole.head.sequence)
  }

  /// A name of which nothing is shown stays when everything else is written anew, is read only when it is asked for, and is forgotten in its time.
  @Test func hiddenNamesStayOnDisk() throws {
    let (web, db) = (ContainerName("web"), ContainerName("db"))
    var fleet = livedFleet()
    let later = Arrival(time: .start.advanced(by: 301_000_000_000), uptime: Uptime(nanoseconds: 1_301_000_000_000))
    fleet.observe(Observation(arrival: later, content: .deadline))
    let ledger = try shop.open().ledger
    try ledger.commit(batch(&fleet))
    fleet.letGoOfHidden()
    var whole = batch(&fleet)
    #expect(whole.fleet?.names.map(\.name) == [web])
    try ledger.commit(whole)
    let tables = FleetTables(database: try Database(shop.file, .readOnly))
    #expect(try tables.read(withHidden: false)?.names.map(\.name) == [web])
    #expect(try tables.read(withHidden: true)?.names.map(\.name) == [db, web])
    #expect(ledger.hiddenName(web) == nil)
    let saved = try #require(ledger.hiddenName(db))
    #expect(try text(saved.record).contains(#""exits":[0,1,"#))
    let end = try #require(saved.forgottenAt)
    #expect(end.since(later.time) / 1_000_000_000 == 30 * 86_400 - 301)
    try ledger.commit(LedgerBatch(), forgetBefore: .start, at: end.advanced(by: -1))
    #expect(ledger.hiddenName(db) != nil)
    // Our own clock is set: so is when it is forgotten.
    whole.fleet?.wallClockJump = 120_000_000_000
    try ledger.commit(whole)
    try ledger.commit(LedgerBatch(), forgetBefore: .start, at: end.advanced(by: 60_000_000_000))
    #expect(ledger.hiddenName(db) != nil)
    try ledger.commit(LedgerBatch(), forgetBefore: .start, at: end.advanced(by: 120_000_000_000))
    #expect(ledger.hiddenName(db) == nil)
  }

  /// So do restarts of a name that is gone; of one that the fleet reads they are read with it.
  @Test func restartsOfNamesThatAreGoneStayOnDisk() throws {
    let (web, db, job) = (ContainerName("web"), ContainerName("db"), ContainerName("job"))
    var more = livedMarks()
    more.name = job
    var fleet = livedFleet()
    let later = Arrival(time: .start.advanced(by: 301_000_000_000), uptime: Uptime(nanoseconds: 1_301_000_000_000))
    fleet.observe(Observation(arrival: later, content: .deadline))
    let ledger = try shop.open().ledger
    var whole = batch(&fleet)
    whole.alerts = .whole(AlertState(marks: [restartMarks(db, at: [10, 20]), more, restartMarks(web, at: [30])]))
    try ledger.commit(whole)
    // The book has let go of those of `db`: what it has is written anew.
    whole.alerts = .whole(AlertState(marks: [more, restartMarks(web, at: [30])]))
    try ledger.commit(whole)
    let tables = AlertTables(database: try Database(shop.file, .readOnly))
    #expect(try tables.read(withHidden: false).marks.map(\.name) == [job, web])
    #expect(try tables.read(withHidden: true).marks == [restartMarks(db, at: [10, 20]), more, restartMarks(web, at: [30])])
    #expect(ledger.restartsOfGone(db) == restartMarks(db, at: [10, 20]))
    #expect(ledger.restartsOfGone(job) == nil)
    // Our own clock is set: so are they, and when they are forgotten.
    whole.fleet?.wallClockJump = 100_000_000_000
    try ledger.commit(whole)
    #expect(ledger.restartsOfGone(db) == restartMarks(db, at: [110, 120]))
    #expect(ledger.restartsOfGone(web) == restartMarks(web, at: [30]))
    var last = LedgerBatch()
    last.restartsWindow = 60_000_000_000
    try ledger.commit(last, forgetBefore: .start, at: .start.advanced(by: 179_000_000_000))
    #expect(ledger.restartsOfGone(db) != nil && ledger.restartsOfGone(web) == nil)
    try ledger.commit(last, forgetBefore: .start, at: .start.advanced(by: 240_000_000_000))
    #expect(try tables.read(withHidden: true).marks.map(\.name) == [job])
  }

  @Test func historyAnswersAsMemoryDoes() throws {
    let ledger = try shop.open().ledger
    var batch = LedgerBatch()
    batch.history = rows(1...50)
    try ledger.commit(batch)
    let reader = HistoryReader(directory: shop.state)
    func ask(_ question: HistoryQuestion) throws -> ([Int64], Int64) {
      let answer = try reader.answer(question)
      return (answer.rows.map(\.sequence), answer.next)
    }
    #expect(try ask(HistoryQuestion(limit: 3)) == ([48, 49, 50], 50))
    #expect(try ask(HistoryQuestion(after: 10, limit: 3)) == ([11, 12, 13], 13))
    #expect(try ask(HistoryQuestion(after: 48, limit: 10)) == ([49, 50], 50))
    #expect(try ask(HistoryQuestion(after: 70, limit: 10)) == ([], 70))
    #expect(try ask(HistoryQuestion(name: ContainerName("even"), limit: 2)) == ([48, 50], 50))
    #expect(try ask(HistoryQuestion(name: ContainerName("odd"), after: 40, limit: 2)) == ([41, 43], 43))
    #expect(try ask(HistoryQuestion(name: ContainerName("nobody"), limit: 2)) == ([], 50))
    #expect(try ask(HistoryQuestion(since: .start.advanced(by: 49_000_000_000), limit: 10)) == ([49, 50], 50))
    // What is committed later is seen by the same reader.
    batch.history = rows(51...51) { _ in nil }
    try ledger.commit(batch)
    let newest = try reader.answer(HistoryQuestion(limit: 1))
    #expect(newest.rows.first?.name == nil && newest.rows.first?.json == Array(#"{"seq":51}"#.utf8))
  }

  @Test func historyThatIsTooOldGoesInSmallSteps() throws {
    let ledger = try shop.open().ledger
    var batch = LedgerBatch()
    batch.history = rows(1...1200)
    try ledger.commit(batch)
    func count() throws -> Int64? { try Database(shop.file, .readOnly).statement("SELECT count(*) FROM history").number() }
    let cut = Timestamp.start.advanced(by: 1101 * 1_000_000_000)
    func later(_ minutes: Int64) -> Timestamp { .start.advanced(by: minutes * 60_000_000_000) }
    try ledger.commit(LedgerBatch(), forgetBefore: cut, at: later(2))
    #expect(try count() == 700)
    try ledger.commit(LedgerBatch(), forgetBefore: cut, at: later(2))
    #expect(try count() == 200)
    try ledger.commit(LedgerBatch(), forgetBefore: cut, at: later(2))
    #expect(try count() == 100)
  }

  @Test func alertsAndTheirQueueAreFoundAsTheyWere() throws {
    let alert = Alert(
      labels: AlertLabels(alertname: .containerUnhealthy, host: "box", name: "web", severity: .critical, composeProject: "shop"),
      annotations: AlertAnnotations(summary: "web \"is\" unhealthy", exitCode: 3, outcome: .failed, evidence: "a; b"),
      startsAt: .start, endsAt: .start.advanced(by: 5))
    let group = GroupKey(of: alert.labels, by: [.host, .composeProject])
    let telling = TellingRecord(
      key: TellingRecord.Key(webhook: "chat", group: group), firing: [alert.fingerprint], told: [], resolving: [], uncertain: [],
      lastTime: .start, lastNumber: 1)
    let state = AlertState(
      alerts: [AlertRecord(phase: .resolved, alert: alert, dueAt: .start)], tellings: [telling],
      marks: [livedMarks()], lastNumber: 7, host: "box")
    var outbox = Outbox()
    _ = outbox.add(Notification(number: 7, webhook: "chat", group: group, alerts: [alert], time: .start), id: "msg_7")
    _ = outbox.begin(7, isTold: { _ in true }, render: { _ in OutboxBody(contentType: "application/json", requests: ["{\"é\":1}"]) })
    var fleet = livedFleet()
    do {
      let ledger = try shop.open().ledger
      var batch = batch(&fleet)
      batch.alerts = .whole(state)
      batch.outbox = .changes(outbox.takeChanges())
      try ledger.commit(batch)
    }
    do {
      let (ledger, found) = try shop.open()
      let saved = try #require(found.saved)
      #expect(saved.alerts == state)
      #expect(saved.outbox == outbox.entries)
      var changes = AlertEffects()
      changes.forgottenAlerts = [alert.fingerprint]
      changes.forgottenTellings = [telling.key]
      changes.forgottenMarks = [ContainerName("web")]
      _ = outbox.ended(7, .delivered)
      var batch = LedgerBatch()
      batch.alerts = .changes(changes, lastNumber: 8, host: "box")
      batch.outbox = .changes(outbox.takeChanges())
      try ledger.commit(batch)
    }
    let saved = try #require(try shop.open().found.saved)
    #expect(saved.alerts == AlertState(lastNumber: 8, host: "box"))
    #expect(saved.outbox.isEmpty)
  }

  /// A batch is written whole or not at all: what comes after the refused row is not there either.
  @Test func aBatchThatFailsLeavesNothing() throws {
    let ledger = try shop.open().ledger
    var fleet = livedFleet()
    try ledger.commit(batch(&fleet, history: rows(1...2)))
    let other = try Database(shop.file, .readWrite)
    try other.execute("CREATE TRIGGER refuse BEFORE INSERT ON history WHEN new.seq = 4 BEGIN SELECT raise(ABORT, 'no'); END")
    #expect(throws: LedgerProblem.self) { try ledger.commit(batch(&fleet, history: rows(3...5))) }
    #expect(try other.statement("SELECT max(seq) FROM history").number() == 2)
    try other.execute("DROP TRIGGER refuse")
    try ledger.commit(batch(&fleet, history: rows(3...5)))
    #expect(try other.statement("SELECT max(seq) FROM history").number() == 5)
  }

  @Test func theLogIsMovedIntoTheFileAsItGrows() throws {
    let ledger = try shop.open().ledger
    var longest: Int64 = 0
    for number in 0..<400 {
      var batch = LedgerBatch()
      batch.history = rows(Int64(number * 50 + 1)...Int64(number * 50 + 50))
      try ledger.commit(batch)
      longest = max(longest, DatabaseFile(in: shop.state).logSize)
    }
    #expect(longest < 3 << 20)
    #expect(DatabaseFile(in: shop.state).size > 1 << 20)
  }
}
