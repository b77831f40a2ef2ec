import Testing
import Watch

@testable import DockerEngine

@Suite struct EventDecoderTests {
  private static let id = String(repeating: "0123456789abcdef", count: 4)

  private func decode(_ line: String) -> EventItem {
    decode(bytes: Array(line.utf8))
  }

  private func decode(bytes: [UInt8]) -> EventItem {
    bytes.withUnsafeBytes { EventDecoder.decode($0) }
  }

  private func event(_ line: String) -> EngineEvent? {
    if case .event(let event) = decode(line) { event } else { nil }
  }

  private func malformed(_ line: String) -> MalformedLine? {
    if case .malformed(let line) = decode(line) { line } else { nil }
  }

  private func line(action: String, attributes: String = "{}", more: String = "") -> String {
    """
    {"Type":"container","Action":"\(action)","Actor":{"ID":"\(Self.id)","Attributes":\(attributes)},"scope":"local",\
    "time":1700000000,"timeNano":1700000000123456789\(more)}
    """
  }

  @Test func dieOfADockerEngineIsReadWhole() {
    let attributes = #"{"com.docker.compose.project":"shop","execDuration":"3","exitCode":"137","image":"nginx:1.27","name":"shop-web-1"}"#
    let legacy = #","status":"die","id":"\#(Self.id)","from":"nginx:1.27""#
    let expected = EngineEvent(
      time: Timestamp(nanoseconds: 1_700_000_000_123_456_789), id: ContainerID(Self.id), action: .die,
      attributes: .init(name: "shop-web-1", image: "nginx:1.27", exitCode: 137))
    #expect(decode(line(action: "die", attributes: attributes, more: legacy)) == .event(expected))
  }

  @Test(arguments: [
    ("create", EngineEvent.Action.create), ("start", .start), ("restart", .restart), ("stop", .stop), ("die", .die), ("kill", .kill),
    ("oom", .oom), ("pause", .pause), ("unpause", .unpause), ("destroy", .destroy), ("remove", .destroy), ("rename", .rename),
    ("update", .update), ("health_status: healthy", .healthStatus(.healthy)), ("health_status: unhealthy", .healthStatus(.unhealthy)),
    ("health_status: starting", .healthStatus(.starting)), ("health_status: running", .other), ("health_status:", .other),
    ("health_status", .other), ("exec_start: sh -c true", .other), ("attach", .other), ("", .other), ("Die", .other),
  ])
  func actionIsKnownByItsWord(word: String, action: EngineEvent.Action) {
    #expect(event(line(action: word))?.action == action)
  }

  @Test func attributesWeFollowAreKept() {
    let rename = event(line(action: "rename", attributes: #"{"name":"web","oldName":"/tmp_web","image":"i"}"#))
    #expect(rename?.attributes.oldName == "/tmp_web")
    #expect(event(line(action: "kill", attributes: #"{"signal":"15"}"#))?.attributes.signal == 15)
    #expect(event(line(action: "kill", attributes: #"{"signal":"SIGHUP"}"#))?.attributes.signal == 1)
    #expect(event(line(action: "create", attributes: #"{"com.docker.compose.replace":"abc"}"#))?.attributes.composeReplace == "abc")
  }

  @Test(arguments: ["null", "{}", "[]", "\"x\"", "7", #"{"name":null,"exitCode":[1],"image":{"a":1}}"#])
  func attributesThatAreMissingOrOddAreNone(attributes: String) {
    #expect(event(line(action: "die", attributes: attributes))?.attributes == .init())
  }

  @Test func attributesMayBeAbsentAltogether() {
    #expect(event(#"{"Type":"container","Action":"die","Actor":{"ID":"a"},"time":1}"#)?.attributes == .init())
  }

  @Test func exitCodeThatIsNoNumberIsNone() {
    for text in ["x", "", "1e3", "99999999999999999999"] {
      #expect(event(line(action: "die", attributes: "{\"exitCode\":\"\(text)\"}"))?.attributes.exitCode == .some(nil))
    }
    #expect(event(line(action: "die", attributes: #"{"exitCode":"-1"}"#))?.attributes.exitCode == -1)
  }

  @Test func secondsServeWhereNanosecondsAreMissing() {
    #expect(event(#"{"Type":"container","Action":"die","id":"a","time":1700000000}"#)?.time == Timestamp(seconds: 1_700_000_000))
    #expect(event(#"{"Type":"container","Action":"die","id":"a","time":5,"timeNano":0}"#)?.time == Timestamp(seconds: 5))
    #expect(event(#"{"Type":"container","Action":"die","id":"a","timeNano":7}"#)?.time == Timestamp(nanoseconds: 7))
  }

  @Test func timesRoundedByEngine29AreTakenAsTheyAre() {
    let line = #"{"Type":"container","Action":"die","Actor":{"ID":"a","Attributes":null},"time":1700000000,"timeNano":1700000000123456768}"#
    #expect(event(line)?.time.nanoseconds == 1_700_000_000_123_456_768)
  }

  @Test func legacyFieldsServeWhereTheOthersAreMissing() {
    let event = event(#"{"status":"die","id":"abc","from":"nginx","time":1}"#)
    #expect(event?.action == .die)
    #expect(event?.id == ContainerID("abc"))
  }

  @Test(arguments: ["network", "volume", "image", "plugin", "daemon", "builder", "somethingNew", "Container"])
  func otherTypesAreForeign(type: String) {
    #expect(decode(#"{"Type":"\#(type)","Action":"connect","Actor":{"ID":"","Attributes":{}},"time":1}"#) == .foreign)
  }

  @Test func podmansHealthIsReadFromItsOwnField() {
    let line = line(action: "health_status", attributes: #"{"name":"web"}"#, more: #","HealthStatus":"unhealthy""#)
    #expect(event(line)?.action == .healthStatus(.unhealthy))
    #expect(event(self.line(action: "health_status", more: #","HealthStatus":"stopped""#))?.action == .other)
  }

  @Test func podmansExitCodeIsReadUnderEitherName() {
    #expect(event(line(action: "die", attributes: #"{"containerExitCode":"6"}"#))?.attributes.exitCode == 6)
    #expect(event(line(action: "die", attributes: #"{"containerExitCode":"6","exitCode":"6"}"#))?.attributes.exitCode == 6)
  }

  @Test func escapesAndUnicodeInNamesAreRead() {
    let event = event(line(action: "start", attributes: #"{"name":"a\u00e9\"\\\n\ud83d\ude00","im\u0061ge":"x"}"#))
    #expect(event?.attributes.name == "aé\"\\\n😀")
    #expect(event?.attributes.image == "x")
  }

  @Test func loneSurrogatesAndInvalidUTF8BecomeReplacementCharacters() {
    #expect(event(line(action: "start", attributes: #"{"name":"a\ud800b"}"#))?.attributes.name == "a\u{FFFD}b")
    let text = Array(line(action: "start", attributes: #"{"name":"a?b"}"#).utf8)
    let bytes = text.map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
    guard case .event(let event) = decode(bytes: bytes) else {
      Issue.record("no event")
      return
    }
    #expect(event.attributes.name == "a\u{FFFD}b")
  }

  @Test(arguments: [
    ("garbage", "unexpected"), ("{", "the text ends"), ("[]", "a list where an object was expected"), ("null", "null where an object"),
    (#"{"Type":"container"}"#, "no Actor.ID"), (#"{"Type":"container","Action":"die","Actor":{"ID":""},"time":1}"#, "no Actor.ID"),
    (#"{"Type":"container","Actor":{"ID":"a"},"time":1}"#, "no Action"), (#"{"Type":"container","Action":"die","id":"a"}"#, "no time"),
    ("{}", "no Type"), (#"{"message":"page not found"}"#, "no Type"),
    (#"{"Type":"container","Action":"die","id":"a","time":1}x"#, "something after"),
    (#"{"Type":"container","Action":"die","id":"a","time":1,"timeNano":99999999999999999999}"#, "too large"),
    (#"{"Type":"container","Action":"die","id":"a","time":9223372036854775807}"#, "too large"),
    (#"{"Type":"container","Action":"die","id":"a","time":1e99}"#, "not a whole number"),
    (#"{"Type":"container","Action":"die","id":"a","time":"1"}"#, "a string where a number"),
    ("<html>403</html>", "unexpected \"<\""),
  ])
  func lineThatIsNoEventIsMalformedWithTheReason(line: String, reason: String) {
    let found = malformed(line)
    #expect(found?.reason.contains(reason) == true, "\(String(describing: found))")
    #expect(found?.length == line.utf8.count)
  }

  @Test func excerptOfAMalformedLineIsShortAndPrintable() {
    let line = Array("\u{1B}[31mx\u{202E}".utf8) + [UInt8](repeating: 0xFF, count: 500)
    guard case .malformed(let found) = decode(bytes: line) else {
      Issue.record("no malformed line")
      return
    }
    #expect(found.excerpt.hasPrefix(".[31mx..."))
    #expect(found.excerpt.utf8.count <= 123)
    #expect(found.excerpt.utf8.allSatisfy { (0x20...0x7E).contains($0) })
  }
}
