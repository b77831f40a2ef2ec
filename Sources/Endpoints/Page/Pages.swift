// The pages for people: what is read, and the headers all of them have.

import HTTPTypes
import Watch

/// Makes pages from memory; nothing in them needs JavaScript.
struct Pages: Sendable {
  private let sources: EndpointSources
  private let history: PageHistory

  init(sources: EndpointSources) {
    self.sources = sources
    history = PageHistory(sources.transitions)
  }

  /// `/`.
  func overview(_ query: [RequestTarget.QueryItem]) async -> Answer {
    let facts = PageFacts(sources, now: sources.now())
    let page = Overview(facts: facts, day: await day(facts), filter: PageFilter(query))
    return Self.page(.ok, page.html())
  }

  /// `/containers/NAME`: also of a container that is gone, as long as something is known to have happened to it.
  func container(_ name: ContainerName) async throws(RequestFault) -> Answer {
    let facts = PageFacts(sources, now: sources.now())
    let transitions = PageHistory.parse(await sources.rows(TransitionQuery(name: name, limit: ContainerPage.limit)).rows)
    let view = facts.snapshot.view(of: name)
    guard view != nil || !transitions.isEmpty else {
      guard facts.snapshot.isReady else {
        throw RequestFault(status: .serviceUnavailable, message: "nothing is known yet: waiting for \(facts.waitingFor)")
      }
      throw .notFound("there is no container \"\(name)\"")
    }
    let page = ContainerPage(facts: facts, day: await day(facts), name: name, view: view, transitions: transitions)
    return Self.page(.ok, page.html())
  }

  /// The day up to now. While the engine is out of reach nothing is seen; the gap is told when it is back.
  private func day(_ facts: PageFacts) async -> PageHistory.Day {
    var day = await history.day(facts.now, watchedSince: facts.snapshot.watchedSince)
    if !facts.isEngineUp, let end = facts.snapshot.confirmedUpTo, end < facts.now {
      day.gaps.append(Gap(start: end, end: facts.now, cause: .streamLost))
    }
    return day
  }

  /// What cannot be answered, for a person who followed a link or typed an address.
  func fault(_ fault: RequestFault, at path: String) -> Answer {
    Self.page(fault.status, FaultPage(facts: PageFacts(sources, now: sources.now()), fault: fault, path: path).html())
  }

  /// Everything the page may load is its own style, its own script, its own icon, and itself again.
  private static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  private static func page(_ status: HTTPResponse.Status, _ html: HTML) -> Answer {
    var answer = Answer(status, contentType: "text/html; charset=utf-8", AnswerBody(html.bytes))
    answer.headers[.contentSecurityPolicy] = policy
    answer.headers[.xContentTypeOptions] = "nosniff"
    answer.headers[.cacheControl] = "no-store"
    if let referrerPolicy = HTTPField.Name("Referrer-Policy") { answer.headers[referrerPolicy] = "no-referrer" }
    return answer
  }

  static let style = asset("text/css; charset=utf-8", PageAssets.style)
  static let script = asset("text/javascript; charset=utf-8", PageAssets.script)
  static let icon = asset("image/svg+xml", PageAssets.icon)

  private static func asset(_ contentType: String, _ text: String) -> Answer {
    var answer = Answer(.ok, contentType: contentType, AnswerBody(Array(text.utf8)))
    answer.headers[.xContentTypeOptions] = "nosniff"
    answer.headers[.cacheControl] = "no-cache"
    return answer
  }
}
