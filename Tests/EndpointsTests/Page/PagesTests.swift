import HTTPTypes
import NIOCore
import Testing
import Watch

@testable import Endpoints

@Suite struct PagesTests {
  private let log = TransitionLog()
  private let probeOutput = ProbeOutputFlag(true)
  private let sources: EndpointSources

  init() {
    sources = EndpointSources(
      snapshot: LatestSnapshot(), transitions: log, metrics: DaemonMetrics(version: "1.2.3"), showsProbeOutput: probeOutput,
      now: { .at(100_000) })
  }

  private func get(_ path: String) async -> (status: Int, body: String, headers: HTTPFields) {
    let answer = await Routes(sources: sources).answer(
      to: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path))
    return (answer.status.code, String(decoding: answer.body.flatMap { Array($0.readableBytesView) }, as: UTF8.self), answer.headers)
  }

  /// Whether the texts stand in the page in this order.
  private func inOrder(_ page: String, _ texts: [String]) -> Bool {
    var rest = Substring(page)
    for text in texts {
      guard let range = rest.firstRange(of: text) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  @Test func worstComesFirstThenNamesInNaturalOrder() async {
    sources.snapshot.publish(.of([.running("service10"), .running("service2"), .running("zoo", health: .unhealthy)]))
    #expect(inOrder(await get("/").body, ["<bdi>zoo</bdi>", "<bdi>service2</bdi>", "<bdi>service10</bdi>"]))
  }

  @Test func hostileNameIsHarmless() async {
    let name = "<script>alert(1)</script>\"'&\u{202E}\u{7}"
    sources.snapshot.publish(.of([.running(name)]))
    let page = await get("/").body
    #expect(!page.contains("<script>alert") && !page.contains("\u{202E}") && !page.contains("\u{7}"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\u{FFFD} "))
    #expect(page.contains("href=\"./containers/%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%27%26%E2%80%AE%07\""))
    #expect(await get("/containers/%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%27%26%E2%80%AE%07").status == 200)
  }

  @Test func policyAllowsNothingFromElsewhere() async {
    let page = await get("/")
    #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; style-src 'self'; script-src 'self';") == true)
    #expect(page.headers[.contentType] == "text/html; charset=utf-8")
    #expect(!page.body.contains("style=\"") && !page.body.contains("<script>"))
    #expect(await get("/page.css").headers[.contentType] == "text/css; charset=utf-8")
    #expect(await get("/page.js").status == 200)
  }

  @Test(arguments: [
    ("q=WEB", ["web"]), ("state=unhealthy", ["db"]), ("project=shop", ["till"]), ("project=shop&q=web", []),
    ("utm=1", ["web", "db", "till"]),
  ])
  func addressFilters(_ query: String, _ shown: [String]) async {
    sources.snapshot.publish(.of([.running("web"), .running("db", health: .unhealthy), .busy("till")]))
    let page = await get("/?" + query).body
    for name in ["web", "db", "till"] { #expect(page.contains("<bdi>\(name)</bdi>") == shown.contains(name), "\(name)") }
  }

  @Test func linksAreRelative() async {
    sources.snapshot.publish(.of([.busy("web")]))
    for path in ["/", "/containers/web"] {
      let page = await get(path).body
      #expect(!page.contains("href=\"/") && !page.contains("src=\"/") && !page.contains("action=\"/"))
    }
    #expect(await get("/containers/web").body.contains("href=\"../page.css\""))
  }

  @Test func absentEngineIsSaid() async {
    #expect(await get("/").body.contains("waiting for the first full listing"))
    sources.snapshot.publish(.of([.running("web")]))
    #expect(await get("/").body.contains("The Docker engine is out of reach"))
    sources.metrics.engineUp(true)
    #expect(await !get("/").body.contains("The Docker engine is out of reach"))
  }

  @Test func probeOutputIsAbsentWhenItIsNotToBeShown() async {
    let view = ContainerView.running("web", health: .unhealthy) { $0.present?.healthOutput = "hunter2" }
    sources.snapshot.publish(.of([view]))
    log.append(
      Transition(
        sequence: 1, time: .at(5), name: ContainerName("web"), id: nil,
        kind: .health(HealthChange(from: .healthy, to: .unhealthy, failingStreak: 3, output: "hunter2"))))
    #expect(await get("/containers/web").body.components("hunter2") == 2)
    probeOutput.set(false)
    #expect(await get("/containers/web").body.components("hunter2") == 0)
  }

  @Test func coloursOfAProbeLeaveNoTrace() async {
    let output = "\u{1B}[1;31mFAIL\u{1B}[0m db\n\u{1B}]8;;http://x\u{1B}\\[31m"
    sources.snapshot.publish(.of([ContainerView.running("web", health: .unhealthy) { $0.present?.healthOutput = output }]))
    #expect(await get("/containers/web").body.contains(">FAIL db\n[31m</pre>"))
  }

  @Test func gapIsNeverPaintedOver() {
    let view = ContainerView.running("web", health: .healthy)
    let strip = DayStrip(
      view,
      transitions: [
        Transition(
          sequence: 1, time: .at(50_000), name: view.name, id: nil, kind: .health(HealthChange(from: .unhealthy, to: .healthy)))
      ],
      gaps: [Gap(start: .at(40_000), end: .at(60_000), cause: .streamLost)], knownSince: .at(30_000), now: .at(100_000))
    #expect(
      strip.stretches == [
        .init(condition: .unknown, start: .at(13_600), end: .at(30_000)),
        .init(condition: .unhealthy, start: .at(30_000), end: .at(40_000)),
        .init(condition: .unknown, start: .at(40_000), end: .at(60_000)), .init(condition: .healthy, start: .at(60_000), end: .at(100_000)),
      ])
    var html = HTML()
    strip.write(to: &html, now: .at(100_000))
    #expect(String(decoding: html.bytes, as: UTF8.self).components("fill=\"url(#unseen)\"") == 2)
  }

  @Test func whileTheEngineIsAwayNothingIsPainted() async {
    sources.snapshot.publish(.of([.running("web")], confirmedUpTo: .at(90_000)))
    #expect(await get("/").body.contains("aria-label=\"last 24 hours: running 88 %, not seen 12 %\""))
    sources.metrics.engineUp(true)
    #expect(await get("/").body.contains("aria-label=\"last 24 hours: running 100 %\""))
  }

  @Test func whatRanIsNotUnseenBecauseItsHealthIsNotKnown() {
    let view = ContainerView.running("web", health: .starting)
    let strip = DayStrip(
      view,
      transitions: [
        Transition(sequence: 1, time: .at(50_000), name: view.name, id: nil, kind: .exit(Exit(outcome: .restarted, exitCode: 1))),
        Transition(sequence: 2, time: .at(50_060), name: view.name, id: nil, kind: .start(.policy)),
      ], gaps: [], knownSince: .at(0), now: .at(100_000))
    #expect(strip.stretches.map(\.condition) == [.running, .down, .starting])
  }

  @Test func whatDidNotExistIsNotDown() {
    let view = ContainerView.running("web")
    let strip = DayStrip(
      view,
      transitions: [
        Transition(sequence: 1, time: .at(60_000), name: view.name, id: nil, kind: .created),
        Transition(sequence: 2, time: .at(60_600), name: view.name, id: nil, kind: .start(.new)),
      ], gaps: [], knownSince: .at(0), now: .at(100_000))
    #expect(strip.stretches.map(\.condition) == [.absent, .stopped, .running])
    var html = HTML()
    strip.write(to: &html, now: .at(100_000), isDetailed: true)
    let text = String(decoding: html.bytes, as: UTF8.self)
    #expect(text.components("<rect") == 2 && text.contains("<title>stopped 16:40 to 16:50 UTC</title>"))
    #expect(text.contains("aria-label=\"last 24 hours: not there 54 %, running 46 %, stopped under 1 %\""), "\(text)")
  }

  /// Nothing earlier is known of it.
  @Test(arguments: [
    (StartReason.manual, DayStrip.Condition.stopped), (.new, .stopped), (.policy, .down), (.engine, .down), (.unknown, .down),
  ])
  func whatSomebodyStartsHadNotBeenDown(_ reason: StartReason, _ before: DayStrip.Condition) {
    let view = ContainerView.running("backup")
    let start = Transition(sequence: 1, time: .at(60_000), name: view.name, id: nil, kind: .start(reason))
    let strip = DayStrip(view, transitions: [start], gaps: [], knownSince: .at(0), now: .at(100_000))
    #expect(strip.stretches.map(\.condition) == [before, .running])
  }

  @Test(arguments: [
    (ExitOutcome.failed, DayStrip.Condition.down), (.exhausted, .down), (.engineShutdown, .down), (.unknown, .down), (.stopped, .stopped),
    (.completed, .stopped),
  ])
  func whatEndedAsItWasToIsNotDown(_ outcome: ExitOutcome, _ condition: DayStrip.Condition) {
    let exit = Exit(outcome: outcome, exitCode: 1)
    let view = ContainerView.running("web") { view in
      view.present?.state = .exited
      view.present?.lastExit = .init(code: 1, time: .at(60_000), outcome: outcome)
    }
    let transition = Transition(sequence: 1, time: .at(60_000), name: view.name, id: nil, kind: .exit(exit))
    for transitions in [[transition], []] {
      let strip = DayStrip(view, transitions: transitions, gaps: [], knownSince: .at(0), now: .at(100_000))
      #expect(strip.stretches.last?.condition == condition)
    }
  }

  @Test func projectsStandByTheirWorstThenByName() async {
    func of(_ project: String, _ name: String, _ health: Health = .none) -> ContainerView {
      .running(name, health: health) { $0.present?.composeProject = project }
    }
    sources.snapshot.publish(
      .of([of("", "alone"), of("app-10", "c"), of("app-2", "b"), of("app", "a"), of("zoo", "d"), of("zoo", "e", .unhealthy)]))
    #expect(
      inOrder(
        await get("/").body.replacing(#/.*<div class="live" id="content">/#.dotMatchesNewlines(), with: ""),
        [
          "<bdi>zoo</bdi>", "<bdi>e</bdi>", "<bdi>d</bdi>", "<bdi>app</bdi>", "<bdi>app-2</bdi>", "<bdi>app-10</bdi>", "Without a project",
          "<bdi>alone</bdi>",
        ]))
  }

  @Test func manyAlertsAreFoldedAndEachLeadsToItsContainer() async {
    sources.snapshot.publish(.of([.running("web")]))
    sources.alerts.publish((1...12).map { .exited("c\($0)") })
    let page = await get("/").body
    #expect(page.contains("<summary>and 4 more</summary>") && page.components("<strong>ContainerExited</strong>") == 12)
    #expect(page.contains("<a href=\"./containers/c12\"><bdi>c12</bdi></a> failed"))
    sources.alerts.publish([.exited("web")])
    #expect(await get("/containers/web").body.contains("<a href=\"../containers/web\"><bdi>web</bdi></a> failed"))
    #expect(await !get("/").body.contains("<details"))
  }

  @Test func nameFromRightToLeftDoesNotTurnTheSentenceAround() async {
    sources.snapshot.publish(.of([.running("خدمة")]))
    sources.alerts.publish([.exited("خدمة")])
    #expect(
      await get("/").body.contains(
        "<bdi dir=\"ltr\"><a href=\"./containers/%D8%AE%D8%AF%D9%85%D8%A9\"><bdi>خدمة</bdi></a> failed"))
  }

  @Test(arguments: [(500, false), (501, true)]) func onlyVeryManyAreLeftToBeLaidOutWhenLookedAt(_ count: Int, _ isMany: Bool) async {
    sources.snapshot.publish(.of((1...count).map { .running("web-\($0)") }))
    #expect(await get("/").body.contains("class=\"live many\"") == isMany)
    #expect(await !get("/?q=web-50").body.contains("class=\"live many\""))
  }

  /// As the list of all containers has them.
  @Test func lastExitOfAContainerIsInTheWordsOfItsTransition() async {
    let view = ContainerView.running("web") { $0.present?.lastExit = .init(code: 137, time: .at(99_000), outcome: .restarted) }
    sources.snapshot.publish(.of([view]))
    #expect(await get("/containers/web").body.contains("<dd>exited 137, restarted, <time"))
    let exit = Exit(outcome: .restarted, exitCode: 137, oom: true)
    log.append(Transition(sequence: 1, time: .at(99_000), name: view.name, id: nil, kind: .exit(exit)))
    for path in ["/", "/containers/web"] {
      #expect(await get(path).body.contains("exited 137, killed for memory, brought back by its restart policy"), "\(path)")
    }
    #expect(await !get("/containers/web").body.contains("exited 137, restarted"))
  }

  @Test func emojiStayWholeAndOtherJoinersDoNot() {
    var html = HTML()
    html.text("👩🏽\u{200D}💻 ❤\u{FE0F}\u{200D}🔥 w\u{200D}eb")
    #expect(String(decoding: html.bytes, as: UTF8.self) == "👩🏽\u{200D}💻 ❤\u{FE0F}\u{200D}🔥 w\u{FFFD}eb")
  }

  @Test func headHasNoBodyAndThreeHundredAreSmall() async throws {
    let fleet = VariedFleet(count: 300)
    // The day of the fleet ends where the server's clock is.
    let shift = EndpointSources.wallClock().since(.at(100_000))
    try await TestServer.with(.tcp(host: "127.0.0.1", port: 0), fleet.views) { server in
      for var transition in fleet.transitions {
        transition.time = transition.time.advanced(by: shift)
        server.log.append(transition)
      }
      server.sources.metrics.engineUp(true)
      // A day of many stretches, not one that nobody saw.
      let whole = try await server.request("/")
      #expect(String(decoding: whole.body, as: UTF8.self).components("<rect class=") > 900)
      let page = try await server.request("/", headers: [("Accept-Encoding", "gzip")])
      #expect(page.headers["content-encoding"] == "gzip")
      #expect(page.body.count > 1000 && page.body.count < 150_000)
      let head = try await server.request("/", method: "HEAD")
      #expect(head.status == 200 && head.body.isEmpty)
    }
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
