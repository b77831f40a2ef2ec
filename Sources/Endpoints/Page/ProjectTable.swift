// The table of one compose project.

import Terminal
import Watch

struct ProjectTable {
  let project: ProjectRows
  /// Whether there is no other table.
  let isOnly: Bool
  let facts: PageFacts
  let day: PageHistory.Day

  func write(to html: inout HTML) {
    html.element("section", .class("project")) { html in
      html.element("h2") { html in
        if project.name.isEmpty {
          html.text(isOnly ? "Containers" : "Without a project")
        } else {
          html.element("a", .href(PageLink(filter: [("project", project.name)], from: .root))) { $0.element("bdi", text: project.name) }
        }
        html.element("span", .class("dim"), text: " \(project.views.count)")
      }
      html.raw("<table><thead><tr><th scope=\"col\">Container</th><th scope=\"col\">State</th><th scope=\"col\">Health</th>")
      html.raw("<th scope=\"col\">Last exit</th><th scope=\"col\">Last 24 hours</th></tr></thead><tbody>")
      for view in project.views { row(view, &html) }
      html.raw("</tbody></table>")
    }
  }

  private func row(_ view: ContainerView, _ html: inout HTML) {
    let (present, transitions) = (view.present, day.byName[view.name] ?? [])
    html.element("tr") { html in
      html.element("th", .init("scope", "row")) { html in
        html.element("a", .href(PageLink(container: view.name.text, from: .root))) { $0.element("bdi", text: view.name.text) }
        if view.isCrashLooping { html.element("span", .class("note"), text: " crash looping") }
        if view.isFlapping { html.element("span", .class("note"), text: " flapping") }
      }
      html.element("td") { html in
        PageFrame.badge(present?.state.rawValue ?? "removed", &html)
        guard let since = present?.stateSince else { return }
        html.raw(" ")
        PageFrame.ago(since, facts.now, &html)
      }
      if let health = present?.health, health != .none {
        html.element("td") { PageFrame.badge(health.rawValue, &$0) }
      } else {
        html.raw("<td class=\"none\">–</td>")
      }
      if let exit = present?.lastExit {
        html.element("td", .class("exit")) { html in
          html.element("bdi", text: exit.words(transitions))
          html.raw(", ")
          PageFrame.ago(exit.time, facts.now, &html)
          html.raw("<span class=\"dim\">\u{A0}ago</span>")
        }
      } else {
        html.raw("<td class=\"none\">–</td>")
      }
      html.element("td", .class("day")) { html in
        DayStrip(view, transitions: transitions, gaps: day.gaps, knownSince: day.knownSince, now: facts.now).write(
          to: &html, now: facts.now)
      }
    }
  }
}

extension ContainerView.LastExit {
  /// The exit in words, from its transition if that is among these, else what the container itself knows: `exited 1, failed`.
  func words(_ transitions: [Transition]) -> String {
    let seen = transitions.last { transition in
      guard case .exit = transition.kind else { return false }
      return transition.time == time
    }
    return seen.map(TransitionLine.predicate)
      ?? [code.map { "exited \($0)" } ?? "exited", outcome?.rawValue].compactMap { $0 }.joined(separator: ", ")
  }
}
