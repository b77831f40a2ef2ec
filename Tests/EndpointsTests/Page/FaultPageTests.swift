import HTTPTypes
import NIOCore
import Testing
import Watch

@testable import Endpoints

/// Addresses that lead nowhere, as a person meets them.
@Suite struct FaultPageTests {
  private let log = TransitionLog()
  private let sources: EndpointSources

  init() {
    sources = EndpointSources(
      snapshot: LatestSnapshot(), transitions: log, metrics: DaemonMetrics(version: "1.2.3"), now: { .at(100_000) })
    sources.snapshot.publish(.of([.running("shop-web-1"), .running("shop-web-2"), .running("db"), .running("a/b c")]))
  }

  private func get(_ path: String, accept: String? = nil) async -> (status: Int, body: String, type: String?) {
    var request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
    request.headerFields[.accept] = accept
    let answer = await Routes(sources: sources).answer(to: request)
    return (
      answer.status.code, String(decoding: answer.body.flatMap { Array($0.readableBytesView) }, as: UTF8.self), answer.headers[.contentType]
    )
  }

  private let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

  @Test func unknownContainerIsAPageThatLeadsOn() async {
    let page = await get("/containers/shop-web")
    #expect(page.status == 404 && page.type == "text/html; charset=utf-8")
    #expect(page.body.contains("<h1>No such container</h1>"))
    #expect(page.body.contains("There is no container &quot;shop-web&quot;."))
    for link in ["../containers/shop-web-1", "../containers/shop-web-2", "../", "../page.css"] {
      #expect(page.body.contains("href=\"\(link)\""), "\(link)")
    }
    #expect(!page.body.contains("containers/db"))
  }

  @Test(arguments: ["<script>alert(1)</script>", "%zz-\u{202E}", "a+b", "%FF", ""])
  func whatWasAskedForIsEscaped(_ name: String) async {
    let path = name == "%FF" ? name : name.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let page = await get("/containers/" + path)
    #expect(page.status == 404 && page.type == "text/html; charset=utf-8")
    #expect(!page.body.contains("<script>alert") && !page.body.contains("\u{202E}"))
  }

  @Test func slashesInNamesAreNames() async {
    #expect(await get("/containers/a%2Fb%20c").status == 200)
    let deeper = await get("/containers/a/b%20c")
    #expect(deeper.status == 404 && deeper.body.contains("href=\"../../page.css\""))
  }

  @Test func machinesGetJSONAndBrowsersAPage() async {
    #expect(await get("/nothing/here").type == "application/json")
    let page = await get("/nothing/here", accept: browser)
    #expect(page.status == 404 && page.type == "text/html; charset=utf-8")
    #expect(page.body.contains("href=\"../page.css\"") && page.body.contains("<h1>Nothing is here</h1>"))
    for path in ["/api/v1/containers/nope", "/api/v2", "/metrics/", "/-/nope"] {
      #expect(await get(path, accept: browser).type == "application/json", "\(path)")
    }
    let odd = await get("/?q=50%", accept: browser)
    #expect(odd.status == 400 && odd.body.contains("two hexadecimal digits"))
  }

  @Test func containerThatIsGoneStillHasItsHistory() async {
    log.append(Transition(sequence: 1, time: .at(5), name: ContainerName("old"), id: nil, kind: .removed))
    let page = await get("/containers/old")
    #expect(page.status == 200)
    #expect(page.body.contains("There is no container of this name now") && page.body.contains("<bdi>removed</bdi>"))
  }

  @Test func beforeTheFirstListingNothingIsSaidToBeMissing() async {
    sources.snapshot.publish(.empty)
    let page = await get("/containers/web")
    #expect(page.status == 503 && page.body.contains("Nothing is known yet"))
  }
}
