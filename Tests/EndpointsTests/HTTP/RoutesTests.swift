import HTTPTypes
import JSON
import NIOCore
import Testing
import Watch

@testable import Endpoints

@Suite struct RoutesTests {
  private let log: TransitionLog
  private let sources: EndpointSources

  init() {
    log = TransitionLog()
    sources = EndpointSources(
      snapshot: LatestSnapshot(), transitions: log, metrics: DaemonMetrics(version: "1.2.3"), now: { .at(1000) })
  }

  private func get(_ path: String, method: HTTPRequest.Method = .get) async -> (status: Int, body: String, headers: HTTPFields) {
    let answer = await Routes(sources: sources).answer(
      to: HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path))
    return (answer.status.code, String(decoding: answer.body.flatMap { Array($0.readableBytesView) }, as: UTF8.self), answer.headers)
  }

  @Test func containersAreEmptyBeforeTheFirstFullListing() async {
    #expect(await get("/api/v1/containers").body == "{\"containers\":[],\"engineUp\":false}\n")
    #expect(await get("/api/v1/containers/web").status == 404)
  }

  @Test func containerIsFoundByItsName() async {
    sources.snapshot.publish(.of([.running("web"), .running("a b/c")]))
    #expect(await get("/api/v1/containers/web").body.hasPrefix(#"{"name":"web","#))
    #expect(await get("/api/v1/containers/a%20b%2Fc").body.hasPrefix(#"{"name":"a b/c","#))
    #expect(await get("/api/v1/containers").body.hasPrefix(#"{"containers":[{"name":"a b/c","#))
  }

  @Test func unknownContainerIsNotFound() async {
    sources.snapshot.publish(.of([.running("web")]))
    let answer = await get("/api/v1/containers/db")
    #expect(answer.status == 404)
    #expect(answer.body == #"{"error":"there is no container \"db\""}"# + "\n")
  }

  @Test func thousandsOfContainersAreOneDocument() async throws {
    sources.snapshot.publish(.of((0..<3000).map { .busy("c\($0)") }))
    let answer = await get("/api/v1/containers")
    let tree = try JSONValue(parsing: Array(answer.body.utf8))
    guard case .object(let members) = tree.content, case .array(let rows) = members[0].value.content else {
      Issue.record("no array")
      return
    }
    #expect(rows.count == 3000)
  }

  @Test func transitionsAreListedWithNext() async {
    for number in 1...3 {
      log.append(
        Transition(sequence: Int64(number), time: .at(Double(number)), name: ContainerName("web"), id: nil, kind: .paused))
    }
    let answer = await get("/api/v1/transitions?after=1&limit=1")
    #expect(
      answer.body
        == #"{"transitions":[{"seq":2,"time":"2026-01-01T00:00:02.000000000Z","name":"web","kind":"paused","inferred":false,"evidence":[]}],"next":2}"#
        + "\n")
    #expect(await get("/api/v1/transitions?name=db").body == #"{"transitions":[],"next":3}"# + "\n")
    #expect(await get("/api/v1/transitions?since=998s").body.contains("\"seq\":2"))
    #expect(await !get("/api/v1/transitions?since=998s").body.contains("\"seq\":1"))
    #expect(await get("/api/v1/transitions?since=2026-01-01T00:00:03Z").body.contains("\"seq\":3"))
  }

  @Test func probeOutputIsAbsentWhereverItMayNotBeShown() async {
    let view = ContainerView.running("web", health: .unhealthy) { $0.present?.healthOutput = "hunter2" }
    sources.snapshot.publish(.of([view]))
    let row = Transition(
      sequence: 1, time: .at(5), name: ContainerName("web"), id: nil,
      kind: .health(HealthChange(from: .healthy, to: .unhealthy, failingStreak: 3, output: "hunter2 \"output\":")),
      evidence: ["\"output\":"])
    log.append(row)
    let paths = ["/api/v1/containers", "/api/v1/containers/web", "/api/v1/transitions", "/api/v1/transitions?name=web&after=0"]
    for path in paths { #expect(await get(path).body.contains("hunter2"), "\(path)") }
    sources.showsProbeOutput.set(false)
    for path in paths { #expect(await !get(path).body.contains("hunter2"), "\(path)") }
    let bare = String(decoding: TransitionJSON.row(row.withoutProbeOutput), as: UTF8.self)
    #expect(await get("/api/v1/transitions").body == "{\"transitions\":[\(bare)],\"next\":1}\n")
  }

  @Test func firingAlertsAreListed() async {
    #expect(await get("/api/v1/alerts").body == "{\"alerts\":[]}\n")
    sources.alerts.publish([.exited("web")])
    #expect(
      await get("/api/v1/alerts").body
        == #"{"alerts":[{"status":"firing","labels":{"alertname":"ContainerExited","host":"box","image":"img","name":"web","severity":"warning"},"#
        + #""annotations":{"exit_code":"1","outcome":"failed","summary":"web failed"},"startsAt":"2026-01-01T00:00:00.000000000Z","#
        + #""fingerprint":"\#(Alert.exited("web").fingerprint.text)","muted":false,"quiet":false}]}"# + "\n")
  }

  @Test(arguments: [
    ("limit=0", "1 to 10000"), ("limit=10001", "1 to 10000"), ("limit=x", "1 to 10000"), ("limit=", "1 to 10000"),
    ("after=-1", "0 or more"), ("after=1.5", "0 or more"), ("since=yesterday", "RFC 3339"), ("since=2026-02-30T00:00:00Z", "RFC 3339"),
    ("foo=1", "name, since, after and limit are allowed"), ("limit=1&limit=2", "given twice"), ("name=%zz", "two hexadecimal digits"),
  ])
  func badQueryIsRefusedWithWhatIsAllowed(_ query: String, _ allowed: String) async {
    let answer = await get("/api/v1/transitions?" + query)
    #expect(answer.status == 400)
    #expect(answer.headers[.contentType] == "application/json")
    #expect(answer.body.hasPrefix("{\"error\":\"") && answer.body.contains(allowed), "\(answer.body)")
  }

  @Test(arguments: ["/nothing", "/metrics/", "/api/v1", "/api/v1/containers/a/b", "//metrics", "/-/", "/api/v1/containers/"])
  func unknownAddressIsNotFound(_ path: String) async {
    sources.snapshot.publish(.of([.running("web")]))
    let answer = await get(path)
    #expect(answer.status == 404)
    #expect(answer.body.hasPrefix("{\"error\":\""))
  }

  @Test(arguments: [HTTPRequest.Method.post, .put, .delete, .options, .patch])
  func otherMethodsAreNotAllowed(_ method: HTTPRequest.Method) async {
    let answer = await get("/metrics", method: method)
    #expect(answer.status == 405)
    #expect(answer.headers[.allow] == "GET, HEAD")
    #expect(answer.body == "{\"error\":\"method \(method.rawValue) is not allowed (GET and HEAD are)\"}\n")
  }

  @Test func landingListsTheAddresses() async {
    #expect(await get("/").body.contains("/metrics"))
    #expect(await get("/").status == 200)
  }

  @Test func readyAfterTheFirstFullListing() async {
    #expect(await get("/-/ready").status == 503)
    #expect(await get("/-/ready").body == "not ready: waiting for the first full listing of containers\n")
    sources.snapshot.publish(.of([]))
    #expect(await get("/-/ready").status == 200)
  }

  @Test func healthyUntilALoopStandsStillWhichItNames() async {
    var sources = sources
    sources.stall = { "the event pump has stood still for 12 s" }
    #expect(await get("/-/healthy").status == 200)
    let request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/-/healthy")
    let answer = await Routes(sources: sources).answer(to: request)
    #expect(answer.status == .serviceUnavailable)
    #expect(answer.body.map { String(buffer: $0) }.joined() == "not healthy: the event pump has stood still for 12 s\n")
  }
}
