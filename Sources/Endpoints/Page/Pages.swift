// The pages for people: what is read, and the headers all of them have.

import HTTPTypes
import Watch

/// Makes pages from memory; nothing in them needs JavaScript.
struct Pages: Sendable {
  private let sources: EndpointSources
  private let history: PageHistory

  init(sources: EndpointSources) {
    self.sources = sources
    history = PageHistory(sources.transitions, opened: sources.now())
  }

  /// `/`.
  func overview(_ query: [RequestTarget.QueryItem]) async -> Answer {
    let now = sources.now()
    let page = Overview(facts: facts(now), day: await history.day(now), filter: PageFilter(query))
    return Self.page(page.html())
  }

  /// `/containers/NAME`.
  func container(_ name: ContainerName) async throws(RequestFault) -> Answer {
    let now = sources.now()
    guard let view = sources.snapshot.current.view(of: name) else { throw .notFound("there is no container \"\(name)\"") }
    let rows = await sources.transitions.rows(TransitionQuery(name: name, limit: 200))
    let page = ContainerPage(
      facts: facts(now), day: await history.day(now), view: view, transitions: PageHistory.parse(rows.rows),
      showsProbeOutput: sources.showsProbeOutput.isSet)
    return Self.page(page.html())
  }

  private func facts(_ now: Timestamp) -> PageFacts {
    let numbers = sources.metrics.current
    return PageFacts(
      snapshot: sources.snapshot.current, alerts: sources.alerts.current, webhooks: numbers.alerts.webhooks, isEngineUp: numbers.isEngineUp,
      waitingFor: sources.waitingFor(), showsProbeOutput: sources.showsProbeOutput.isSet, now: now)
  }

  /// Everything the page may load is its own style, its own script, and itself again.
  private static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  private static func page(_ html: HTML) -> Answer {
    var answer = Answer(.ok, contentType: "text/html; charset=utf-8", AnswerBody(html.bytes))
    answer.headers[.contentSecurityPolicy] = policy
    answer.headers[.xContentTypeOptions] = "nosniff"
    answer.headers[.cacheControl] = "no-store"
    if let referrerPolicy = HTTPField.Name("Referrer-Policy") { answer.headers[referrerPolicy] = "no-referrer" }
    return answer
  }

  static let style = asset("text/css; charset=utf-8", PageAssets.style)
  static let script = asset("text/javascript; charset=utf-8", PageAssets.script)

  private static func asset(_ contentType: String, _ text: String) -> Answer {
    var answer = Answer(.ok, contentType: contentType, AnswerBody(Array(text.utf8)))
    answer.headers[.xContentTypeOptions] = "nosniff"
    answer.headers[.cacheControl] = "no-cache"
    return answer
  }
}

/// What every page reads, taken at one moment.
struct PageFacts {
  var snapshot: FleetSnapshot
  var alerts: [Alert]
  var webhooks: [(name: String, numbers: WebhookNumbers)]
  var isEngineUp: Bool
  var waitingFor: String
  var showsProbeOutput: Bool
  var now: Timestamp
}

/// What the address asks for: `q` in name, image or project, `state` (a state or a health), `project`.
struct PageFilter {
  var text = ""
  var state = ""
  var project = ""

  /// Unknown parameters are left out: a shared link is not refused for what a mailer added to it.
  init(_ query: [RequestTarget.QueryItem]) {
    for item in query {
      let value = item.formValue
      switch item.name {
      case "q": text = value.lowercased()
      case "state": state = value
      case "project": project = value
      default: break
      }
    }
  }

  var isEmpty: Bool { text.isEmpty && state.isEmpty && project.isEmpty }

  func admits(_ view: ContainerView) -> Bool {
    let present = view.present
    if !project.isEmpty, present?.composeProject != project { return false }
    if !state.isEmpty, state != (present?.state.rawValue ?? "removed"), state != present?.health.rawValue { return false }
    guard !text.isEmpty else { return true }
    return [view.name.text, present?.image ?? "", present?.composeProject ?? ""].contains { $0.lowercased().contains(text) }
  }
}
