// The page of one container: how it stands, its transitions with their evidence, what its probe said, its counters.

import Terminal
import Watch

struct ContainerPage {
  /// The newest transitions that are shown.
  static let limit = 200

  let facts: PageFacts
  let day: PageHistory.Day
  let name: ContainerName
  /// Nil when it is gone.
  let view: ContainerView?
  /// By rising sequence.
  let transitions: [Transition]

  func html() -> HTML {
    PageFrame.write(title: name.text, at: .container, facts: facts) { html in
      html.element("div", .class("live"), .init("id", "content")) { html in
        html.raw("<nav aria-label=\"Breadcrumb\">")
        html.element("a", .href(PageLink(top: .container)), text: "All containers")
        if let project = view?.present?.composeProject, !project.isEmpty {
          html.raw(" / ")
          html.element("a", .href(PageLink(filter: [("project", project)], from: .container))) { $0.element("bdi", text: project) }
        }
        html.raw("</nav>")
        html.element("h1") { $0.element("bdi", text: name.text) }
        if let view { standing(view, &html) } else { gone(&html) }
        history(&html)
        if let view { counters(view.counters, hasHealthcheck: view.hasHealthcheck, &html) }
      }
    }
  }

  private func gone(_ html: inout HTML) {
    html.element("p", text: "There is no container of this name now. What is left of it is its history.")
  }

  // MARK: How it stands

  private func standing(_ view: ContainerView, _ html: inout HTML) {
    let alerts = facts.alerts.filter { $0.labels.name == view.name.text }
    if !alerts.isEmpty {
      html.element("section", .class("alerts"), .init("aria-labelledby", "alerts")) { html in
        html.element("h2", .init("id", "alerts"), text: "Firing alerts")
        PageFrame.alerts(alerts, from: .container, facts, &html)
      }
    }
    DayStrip(view, transitions: day.byName[view.name] ?? [], gaps: day.gaps, knownSince: day.knownSince, now: facts.now)
      .write(to: &html, now: facts.now, isDetailed: true)
    html.raw("<p class=\"dim scale\"><span>24 hours ago</span><span>now</span></p>")
    PageFrame.legend(&html)
    present(view, &html)
    guard facts.showsProbeOutput, let output = view.present?.healthOutput, !output.isEmpty else { return }
    html.element("h2", text: "What its probe last said")
    html.element("pre", .init("tabindex", "0"), .init("role", "region"), .init("aria-label", "Probe output"), text: output)
  }

  private func present(_ view: ContainerView, _ html: inout HTML) {
    html.element("dl") { html in
      guard let present = view.present else { return fact("State", "removed", &html) }
      html.raw("<dt>State</dt>")
      html.element("dd") { html in
        PageFrame.badge(present.state.rawValue, &html)
        if let since = present.stateSince {
          html.raw(" for\u{A0}")
          PageFrame.ago(since, facts.now, &html)
        }
        if view.isCrashLooping { html.element("span", .class("note"), text: " crash looping") }
        if present.restartDelaySeconds > 0 { html.text(", started again after a back-off of \(present.restartDelaySeconds) s") }
      }
      if present.health != .none {
        html.raw("<dt>Health</dt>")
        html.element("dd") { html in
          PageFrame.badge(present.health.rawValue, &html)
          if present.failingStreak > 0 { html.text(", \(present.failingStreak) failed in a row") }
          if view.isFlapping { html.element("span", .class("note"), text: " flapping") }
        }
      }
      if let exit = present.lastExit {
        html.raw("<dt>Last exit</dt>")
        html.element("dd") { html in
          html.text(exit.words(transitions) + ", ")
          PageFrame.ago(exit.time, facts.now, &html)
          html.raw("\u{A0}ago")
        }
      }
      fact("Image", present.image, &html)
      if !present.composeService.isEmpty { fact("Service", present.composeService, &html) }
      fact("Restart policy", policy(present), &html)
      fact("Id", present.id.short, &html)
      for label in present.labels { fact(label.key, label.value, &html) }
    }
  }

  private func policy(_ present: ContainerView.Present) -> String {
    guard let limit = present.restartPolicy.limit else { return present.restartPolicy.name }
    return "\(present.restartPolicy.name), \(present.retriesUsed) of \(limit) retries used"
  }

  private func fact(_ name: String, _ value: String, _ html: inout HTML) {
    html.element("dt") { $0.element("bdi", text: name) }
    html.element("dd") { $0.element("bdi", text: value) }
  }

  // MARK: What happened

  private func history(_ html: inout HTML) {
    html.element("h2", text: "Transitions")
    guard !transitions.isEmpty else { return html.element("p", .class("empty"), text: "None seen yet.") }
    html.element("ol", .class("history")) { html in
      for transition in transitions.reversed() {
        html.element("li") { html in
          PageFrame.moment(transition.time, &html)
          html.raw(" ")
          html.element("bdi", text: TransitionLine.predicate(transition))
          if !transition.evidence.isEmpty {
            html.element("div", .class("dim"), text: "evidence: " + transition.evidence.joined(separator: "; "))
          }
        }
      }
    }
    if transitions.count == Self.limit {
      html.element("p", .class("dim"), text: "Older ones: dogwatch history, or /api/v1/transitions.")
    }
  }

  private func counters(_ counters: ContainerView.Counters, hasHealthcheck: Bool, _ html: inout HTML) {
    html.element("h2", text: "Counted")
    html.element("dl") { html in
      for (reason, count) in zip(StartReason.allCases, counters.starts) where count > 0 {
        fact("started: \(reason.rawValue)", "\(count)", &html)
      }
      for (outcome, count) in zip(ExitOutcome.allCases, counters.exits) where count > 0 {
        fact("exited: \(outcome.rawValue)", "\(count)", &html)
      }
      if hasHealthcheck {
        for (status, count) in zip(HealthClock.statuses, counters.healthTransitions) where count > 0 {
          fact("became \(status)", "\(count)", &html)
        }
      }
      fact("failed starts", "\(counters.startFailures)", &html)
      fact("killed for memory", "\(counters.oomKills)", &html)
    }
  }
}
