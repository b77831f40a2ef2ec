// A stream that holds what no engine should send: each kind is counted, none is fatal, and the next good event is still handled.

import Foundation
import Testing

@Suite struct BadStreams {
  static let web = FakeEngine.Container(id: String(repeating: "a1", count: 32), name: "web")

  /// A kind of rubbish, and by what it is counted.
  struct Rubbish: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    /// How many of its lines are no events.
    var malformed = 0
    /// Events by the action they are counted as.
    var events: [String: Int] = [:]

    init(_ what: String, _ bytes: [UInt8], malformed: Int = 0, events: [String: Int] = [:]) {
      testDescription = what
      self.bytes = bytes
      self.malformed = malformed
      self.events = events
    }

    init(_ what: String, _ text: String, malformed: Int = 0, events: [String: Int] = [:]) {
      self.init(what, Array((text + "\n").utf8), malformed: malformed, events: events)
    }
  }

  private static let id = web.id
  private static let now = FakeEngine.now()

  static let rubbish: [Rubbish] = [
    Rubbish("garbage", "\u{1}%&/()=? not JSON at all }{", malformed: 1),
    Rubbish("half a line", #"{"Type":"container","Action":"die","Actor":{"ID":"\#(id)","Attr"#, malformed: 1),
    Rubbish("an array", "[1,2,3]", malformed: 1),
    Rubbish("no id", #"{"Type":"container","Action":"die","time":1,"timeNano":1000000000}"#, malformed: 1),
    // Engines send none, proxies keep a line alive with it: nothing to count.
    Rubbish("an empty line", "\n\r\n"),
    Rubbish("a line of 10 MB", [UInt8](repeating: 0x78, count: 10_000_000) + [0x0A], malformed: 1),
    Rubbish(
      "invalid UTF-8",
      Array(#"{"Type":"container","Action":"exec_start: "#.utf8) + [0xFF, 0xFE, 0xC0, 0x80]
        + Array("\",\"Actor\":{\"ID\":\"\(id)\"},\"timeNano\":\(now)}\n".utf8), events: ["other": 1]),
    Rubbish(
      "lone surrogates",
      #"{"Type":"container","Action":"top\ud800","Actor":{"ID":"\#(id)","Attributes":{"x":"\udc00\ud800"}},"timeNano":\#(now)}"#,
      events: ["other": 1]),
    Rubbish(
      "attributes null", #"{"Type":"container","Action":"update","Actor":{"ID":"\#(id)","Attributes":null},"timeNano":\#(now)}"#,
      events: ["update": 1]),
    Rubbish(
      "a time too large", #"{"Type":"container","Action":"update","Actor":{"ID":"\#(id)"},"timeNano":99999999999999999999999999}"#,
      malformed: 1),
    Rubbish("an unknown action", FakeEngine.event("teleport", web, at: now), events: ["other": 1]),
    Rubbish("an unknown type", FakeEngine.event("start", web, at: now, type: "starship")),
    Rubbish("deep nesting", String(repeating: "[", count: 100_000), malformed: 1),
    Rubbish("a leading 0x1E", "\u{1E}" + FakeEngine.event("update", web, at: now + 1000), events: ["update": 1]),
    Rubbish(
      "the same twice",
      FakeEngine.event("update", web, at: now + 2000) + "\n" + FakeEngine.event("update", web, at: now + 2000), events: ["update": 2]),
    Rubbish(
      "out of order", FakeEngine.event("update", web, at: now + 4000) + "\n" + FakeEngine.event("update", web, at: now + 3000),
      events: ["update": 2]),
    Rubbish("time an hour back", FakeEngine.event("update", web, at: now - 3_600_000_000_000), events: ["update": 1]),
  ]

  private func connected(_ containers: [FakeEngine.Container]) async throws -> (TemporaryFolder, FakeEngine, Dogwatch) {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    for container in containers { engine.set(container) }
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)")
    try await dogwatch.whenReady()
    try await eventually("a stream") { engine.openStreams > 0 }
    return (folder, engine, dogwatch)
  }

  private static func counted(_ page: MetricsPage) -> [String: Int] {
    var counts: [String: Int] = [:]
    for sample in page.all("dogwatch_events_total") where sample.value > 0 {
      counts[sample.labels["action"] ?? "?"] = Int(sample.value)
    }
    counts["malformed"] = Int(page["dogwatch_events_malformed_total"] ?? -1)
    return counts
  }

  /// The good event after the bad: a pause that list and inspect confirm.
  private func expectGoodEvent(_ engine: FakeEngine, _ dogwatch: Dogwatch, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    var paused = Self.web
    paused.status = "paused"
    engine.set(paused)
    engine.push(FakeEngine.event("pause", paused))
    let rows = try await eventually(
      "the pause", read: { try await dogwatch.transitions(of: "web") }, until: { $0.contains { $0.kind == "paused" } })
    #expect(rows.filter { $0.kind == "paused" }.count == 1, sourceLocation: sourceLocation)
    #expect(rows.allSatisfy { !$0.isInferred }, "\(rows)", sourceLocation: sourceLocation)
    #expect(dogwatch.process.exit == nil, sourceLocation: sourceLocation)
  }

  @Test(arguments: rubbish) func rubbishIsCountedAndTheNextGoodEventHandled(_ rubbish: Rubbish) async throws {
    let (folder, engine, dogwatch) = try await connected([Self.web])
    defer { withExtendedLifetime(folder) {} }
    let before = Self.counted(try await dogwatch.scrape())
    engine.push(rubbish.bytes)
    try await expectGoodEvent(engine, dogwatch)
    var expected = before
    for (action, count) in rubbish.events { expected[action, default: 0] += count }
    expected["malformed", default: 0] += rubbish.malformed
    expected["pause", default: 0] += 1
    let after = try await eventually(
      "the counts", within: .seconds(20), read: { Self.counted(try await dogwatch.scrape()) }, until: { $0 == expected })
    #expect(after == expected)
    #expect(engine.openStreams == 1 && engine.streamRequests == 1, "the stream was given up")
    try await dogwatch.stop()
    engine.end()
  }

  @Test func exitToldTwiceWithAFalseCodeInALabelIsOneExitWithItsOwnCode() async throws {
    let (folder, engine, dogwatch) = try await connected([Self.web])
    defer { withExtendedLifetime(folder) {} }
    var dead = Self.web
    dead.status = "exited"
    dead.exitCode = 3
    dead.labels = ["exitCode": "0"]
    engine.set(dead)
    let die = FakeEngine.event("die", dead, attributes: ["exitCode": "3"])
    engine.push(die)
    engine.push(die)
    let exit = try await eventually(
      "the exit", read: { try await dogwatch.transitions(of: "web").first { $0.kind == "exit" } }, until: { $0 != nil })
    #expect(exit?.exitCode == 3 && exit?.outcome == "failed")
    engine.push(FakeEngine.event("update", dead))
    try await eventually("the update") { Self.counted(try await dogwatch.scrape())["update"] == 1 }
    await dogwatch.expect(ContainerCounters(exits: ["failed": 1]), of: "web")
    #expect(try await dogwatch.transitions(of: "web").filter { $0.kind == "exit" }.count == 1)
    try await dogwatch.stop()
    engine.end()
  }

  @Test func halfALineAtTheEndOfAStreamIsNoEvent() async throws {
    let (folder, engine, dogwatch) = try await connected([Self.web])
    defer { withExtendedLifetime(folder) {} }
    engine.push(Array(#"{"Type":"container","Action":"pause","Actor":{"ID":""#.utf8))
    engine.endStreams(inOrder: false)
    try await eventually("another stream") { engine.openStreams > 0 && engine.streamRequests == 2 }
    try await expectGoodEvent(engine, dogwatch)
    try await dogwatch.stop()
    engine.end()
  }

  @Test(arguments: [FakeEngine.StreamAnswer.endsAtOnce, .page])
  func streamThatIsNoneMakesNoBusyLoop(_ answer: FakeEngine.StreamAnswer) async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    engine.set(Self.web)
    engine.set(answer)
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)")
    try await eventually("three tries") { engine.streamRequests >= 3 }
    let (count, begin) = (engine.streamRequests, ContinuousClock.now)
    // Each try comes later than the one before: in 5 s not even one every quarter of a second.
    try await eventually("5 s") { ContinuousClock.now - begin >= .seconds(5) }
    #expect(engine.streamRequests - count <= 20, "\(engine.streamRequests - count) streams in 5 s")
    #expect(dogwatch.process.exit == nil)
    engine.set(.stream)
    try await eventually("a stream") { engine.openStreams > 0 }
    try await dogwatch.whenReady()
    try await expectGoodEvent(engine, dogwatch)
    try await dogwatch.stop()
    engine.end()
  }

  @Test(.needs("promtool", "python3")) func hostileNamesAndLabelsComeOutAsTheFormatsDemand() async throws {
    let hostile: [(String, String)] = [
      ("quotes", #"say "hi" 'there'"#), ("backslash", #"C:\new\table\\"#), ("newline", "one\ntwo\r\nthree"), ("tab", "a\tb\u{0}c\u{7F}"),
      ("long", String(repeating: "long ", count: 820)), ("right-to-left", "abc\u{202E}fed\u{200F}\u{2066}"), ("emoji", "🐕‍🦺 e\u{301}"),
      ("braces", "{}=,#"), ("separator", "\u{2028}\u{2029}\u{FEFF}"),
    ]
    let containers = hostile.enumerated().map { index, text in
      FakeEngine.Container(
        id: String(format: "%064x", index + 1), name: "h\(index) \(text.1)", image: text.1, labels: ["com.docker.compose.project": text.1])
    }
    let (folder, engine, dogwatch) = try await connected(containers + [Self.web])
    defer { withExtendedLifetime(folder) {} }
    let text = try await dogwatch.get("/metrics").body
    let judged = try await Judge.promtool(text)
    #expect(judged.exit == .code(0) && judged.output == "", "\(judged.output)")
    let plain = try MetricsPage(String(decoding: text, as: UTF8.self))
    let answer = try await dogwatch.get("/metrics", headers: ["Accept": "application/openmetrics-text; version=1.0.0"])
    let other = try await Judge.openMetrics(answer.body)
    for container in containers {
      for samples in [plain.samples, other] {
        let info = samples.filter { $0.name == "docker_container_info" && $0.labels["id"] == container.id }
        #expect(info.count == 1, "\(container.name.debugDescription)")
        #expect(info.first?.labels["name"].map { Array($0.utf8) } == Array(container.name.utf8))
        #expect(info.first?.labels["image"].map { Array($0.utf8) } == Array(container.image.utf8))
        #expect(info.first?.labels["compose_project"].map { Array($0.utf8) } == Array(container.image.utf8))
      }
    }
    try await dogwatch.stop()
    engine.end()
  }

  @Test(.needs("promtool", "python3")) func bytesThatAreNoUnicodeBecomeTheReplacementCharacter() async throws {
    let (folder, engine, dogwatch) = try await connected([Self.web])
    defer { withExtendedLifetime(folder) {} }
    let odd = FakeEngine.Container(
      id: String(repeating: "b2", count: 32), name: "odd", image: "IMAGE", labels: ["com.docker.compose.project": "PROJECT"])
    engine.set(odd)
    engine.replace("IMAGE", with: [0x78, 0xFF, 0x79])
    engine.replace("PROJECT", with: Array(#"\ud800z"#.utf8))
    engine.push(FakeEngine.event("create", odd))
    let page = try await eventually(
      "odd", read: { try await dogwatch.scrape() }, until: { !$0.all("docker_container_info", ["name": "odd"]).isEmpty })
    let info = page.all("docker_container_info", ["name": "odd"])[0]
    #expect(info.labels["image"] == "x\u{FFFD}y")
    #expect(info.labels["compose_project"] == "\u{FFFD}z")
    let judged = try await Judge.promtool(Array(page.text.utf8))
    #expect(judged.exit == .code(0) && judged.output == "", "\(judged.output)")
    try await dogwatch.stop()
    engine.end()
  }
}
