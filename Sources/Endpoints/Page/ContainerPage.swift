// The page of one container: its transitions with their evidence, what its probe said, its counters.

import Watch

struct ContainerPage {
  let facts: PageFacts
  let day: PageHistory.Day
  let view: ContainerView
  /// By rising sequence.
  let transitions: [Transition]
  let showsProbeOutput: Bool

  func html() -> HTML {
    PageFrame.write(title: "\(view.name.text) – Dogwatch", root: .above, facts: facts) { html in
      html.element("h1") { $0.element("bdi", text: view.name.text) }
      DayStrip(view, transitions: day.byName[view.name] ?? [], gaps: day.gaps, knownSince: day.knownSince, now: facts.now)
        .write(to: &html, now: facts.now)
      html.raw("<p class=\"dim scale\"><span>24 hours ago</span><span>now</span></p>")
      present(&html)
      probe(&html)
      history(&html)
      counters(&html)
    }
  }

  private func present(_ html: inout HTML) {
    html.element("dl") { html in
      guard let present = view.present else {
        fact("State", "removed", &html)
        return
      }
      html.raw("<dt>State</dt>")
      html.element("dd") { html in
        PageFrame.badge(present.state.rawValue, &html)
        if let since = present.stateSince { html.text(" for \(PageFrame.ago(since, facts.now))") }
      }
      if present.health != .none {
        html.raw("<dt>Health</dt>")
        html.element("dd") { PageFrame.badge(present.health.rawValue, &$0) }
      }
      fact("Image", present.image, &html)
      if !present.composeProject.isEmpty { fact("Project", "\(present.composeProject) / \(present.composeService)", &html) }
      fact("Restart policy", present.restartPolicy.name, &html)
      fact("Id", String(present.id.text.prefix(12)), &html)
    }
  }

  private func fact(_ name: String, _ value: String, _ html: inout HTML) {
    html.element("dt", text: name)
    html.element("dd") { $0.element("bdi", text: value) }
  }

  private func probe(_ html: inout HTML) {
    guard showsProbeOutput, let output = view.present?.healthOutput, !output.isEmpty else { return }
    html.element("h2", text: "What its probe last said")
    html.element("pre", .init("tabindex", "0"), text: output)
  }

  private func history(_ html: inout HTML) {
    html.element("h2", text: "Transitions")
    guard !transitions.isEmpty else {
      html.element("p", .class("empty"), text: "None seen yet.")
      return
    }
    html.element("ol", .class("history"), .init("reversed", "")) { html in
      for transition in transitions.reversed() {
        html.element("li") { html in
          html.element("time", .init("datetime", transition.time.rfc3339), text: PageFrame.time(transition.time))
          html.raw(" ")
          html.element("bdi", text: PageFrame.words(transition, showsProbeOutput: showsProbeOutput))
          if !transition.evidence.isEmpty {
            html.element("div", .class("dim"), text: "evidence: " + transition.evidence.joined(separator: "; "))
          }
        }
      }
    }
  }

  private func counters(_ html: inout HTML) {
    html.element("h2", text: "Counted")
    html.element("dl") { html in
      for (reason, count) in zip(StartReason.allCases, view.counters.starts) where count > 0 {
        fact("started: \(reason.rawValue)", "\(count)", &html)
      }
      for (outcome, count) in zip(ExitOutcome.allCases, view.counters.exits) where count > 0 {
        fact("exited: \(outcome.rawValue)", "\(count)", &html)
      }
      fact("failed starts", "\(view.counters.startFailures)", &html)
      fact("killed for memory", "\(view.counters.oomKills)", &html)
    }
  }
}
