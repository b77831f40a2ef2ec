import Glibc
import Logging
import Synchronization
import Testing

@testable import Systemd

@Suite struct JournalTests {
  @Test(arguments: [
    ("container", "CONTAINER"), ("exit-code", "EXIT_CODE"), ("_SYSTEMD_UNIT", "SYSTEMD_UNIT"), ("9lives", "LIVES"), ("größe", "GR____E"),
    ("__", "FIELD"), ("", "FIELD"), (String(repeating: "x", count: 80), String(repeating: "X", count: 64)),
  ])
  func fieldNamesAreMadeOnesTheJournalTakes(_ name: String, _ field: String) {
    #expect(JournalEntry.fieldName(name) == field)
  }

  @Test func entryIsMessagePriorityIdentifierAndFields() {
    var entry = JournalEntry(message: "web: exited 1", priority: .warning)
    entry.add("CONTAINER_NAME", "web")
    entry.add("DOGWATCH_EXIT_CODE", 1 as Int?)
    entry.add("DOGWATCH_SIGNAL", nil as Int?)
    entry.add("DOGWATCH_EVIDENCE", "a")
    entry.add("DOGWATCH_EVIDENCE", "b\nc")
    #expect(
      entry.assignments == [
        "MESSAGE=web: exited 1", "PRIORITY=4", "SYSLOG_IDENTIFIER=dogwatch", "CONTAINER_NAME=web", "DOGWATCH_EXIT_CODE=1",
        "DOGWATCH_EVIDENCE=a", "DOGWATCH_EVIDENCE=b\nc",
      ])
  }

  @Test func logLevelsHaveTheirPriorities() {
    #expect(Logger.Level.allCases.map { JournalPriority($0).rawValue } == [7, 7, 6, 5, 4, 3, 2])
  }

  // MARK: Whether it listens

  @Test func journalListensOnlyWhereItsStreamIs() throws {
    var (ends, others) = ([0, 0] as [Int32], [0, 0] as [Int32])
    try #require(pipe(&ends) == 0 && pipe(&others) == 0)
    defer { for descriptor in ends + others { close(descriptor) } }
    var status = stat()
    fstat(ends[1], &status)
    let environment = ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino)"]
    #expect(JournalStream.isConnected(to: ends[1], environment: environment))
    #expect(!JournalStream.isConnected(to: others[1], environment: environment), "redirected since")
    #expect(!JournalStream.isConnected(to: ends[1], environment: [:]))
    for text in ["", ":", "\(status.st_ino)", "x:\(status.st_ino)", "\(status.st_dev):\(status.st_ino):1"] {
      #expect(!JournalStream.isConnected(to: ends[1], environment: ["JOURNAL_STREAM": text]), "\(text)")
    }
  }

  // MARK: Writing

  @Test func entriesArriveInOrderAndFlushWaitsForThem() {
    let sent = Mutex<[JournalEntry]>([])
    let writer = JournalWriter { entry in sent.withLock { $0.append(entry) } }
    for number in 0..<1000 { writer.write(JournalEntry(message: "\(number)", priority: .info)) }
    #expect(writer.flush(milliseconds: 60_000))
    #expect(sent.withLock { $0.map(\.message) } == (0..<1000).map { "\($0)" })
  }

  @Test func journalThatHangsHoldsUpNobodyAndTheDroppedAreCounted() {
    let journal = SlowReceiver()
    let writer = JournalWriter(limit: 3) { journal.take($0.message) }
    writer.write(JournalEntry(message: "first", priority: .info))
    #expect(journal.entered.wait(milliseconds: 60_000))
    for number in 1...5 { writer.write(JournalEntry(message: "\(number)", priority: .info)) }
    #expect(!writer.flush(milliseconds: 1))
    journal.open()
    #expect(writer.flush(milliseconds: 60_000))
    #expect(journal.texts == ["first", "1", "2", "3", "2 entries were dropped: the journal did not take them in time"])
  }

  @Test func withoutAThreadItSaysSoAndSendsAtOnce() {
    let sent = Mutex<[JournalEntry]>([])
    let writer = JournalWriter(startThread: { _ in EAGAIN }, send: { entry in sent.withLock { $0.append(entry) } })
    writer.write(JournalEntry(message: "web exited", priority: .info))
    #expect(writer.flush(milliseconds: 0))
    #expect(
      sent.withLock { $0.map(\.message) } == [
        "no thread for the journal (Resource temporarily unavailable): what writes to it may have to wait for it", "web exited",
      ])
  }

  @Test func metadataAreFieldsThatPassForNoOthers() {
    let sent = Mutex<[JournalEntry]>([])
    let writer = JournalWriter { entry in sent.withLock { $0.append(entry) } }
    var logger = Logger(label: "test") { _ in JournalLogHandler(level: .info, writer: writer) }
    logger[metadataKey: "webhook"] = "chat"
    logger.debug("not this")
    logger.warning("refused", metadata: ["priority": "0", "container_id_full": "ab"])
    #expect(writer.flush(milliseconds: 60_000))
    #expect(
      sent.withLock { $0.map(\.assignments) } == [
        [
          "MESSAGE=refused", "PRIORITY=4", "SYSLOG_IDENTIFIER=dogwatch", "DOGWATCH_CONTAINER_ID_FULL=ab", "DOGWATCH_PRIORITY=0",
          "DOGWATCH_WEBHOOK=chat",
        ]
      ])
  }
}
