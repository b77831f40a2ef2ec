// The first page: alerts, deliveries, and all containers, the worst first.

import Terminal
import Watch

struct Overview {
  let facts: PageFacts
  let day: PageHistory.Day
  let filter: PageFilter

  private struct Row {
    var view: ContainerView
    var gravity: Gravity
    var transitions: [Transition]
  }

  func html() -> HTML {
    PageFrame.write(title: "Dogwatch", root: .here, facts: facts) { html in
      html.element("h1", text: headline)
      alerts(&html)
      deliveries(&html)
      form(&html)
      containers(&html)
    }
  }

  private var headline: String {
    let summary = facts.snapshot.summary
    let firing = facts.alerts.count
    var parts = ["\(summary.containers) container\(summary.containers == 1 ? "" : "s")"]
    if summary.unhealthy > 0 { parts.append("\(summary.unhealthy) unhealthy") }
    if summary.crashLooping > 0 { parts.append("\(summary.crashLooping) crash looping") }
    parts.append(firing == 0 ? "no alert" : "\(firing) alert\(firing == 1 ? "" : "s")")
    return parts.joined(separator: ", ")
  }

  // MARK: Alerts and deliveries

  private func alerts(_ html: inout HTML) {
    guard !facts.alerts.isEmpty else { return }
    html.element("section", .class("alerts"), .init("aria-labelledby", "alerts")) { html in
      html.element("h2", .init("id", "alerts"), text: "Firing alerts")
      html.element("ul") { html in
        for alert in facts.alerts.prefix(50) { item(alert, &html) }
      }
      if facts.alerts.count > 50 { html.element("p", text: "and \(facts.alerts.count - 50) more, at /api/v1/alerts") }
    }
  }

  private func item(_ alert: Alert, _ html: inout HTML) {
    html.element("li") { html in
      PageFrame.badge(alert.labels.severity.rawValue, &html)
      html.raw(" ")
      html.element("strong", text: alert.name.rawValue)
      html.raw(" ")
      if alert.labels.name.isEmpty {
        html.element("bdi", text: alert.annotations.summary)
      } else {
        html.element("a", .href(PageLink(container: alert.labels.name))) { $0.element("bdi", text: alert.annotations.summary) }
      }
      let quiet = alert.isMuted ? ", muted" : alert.isQuiet ? ", not sent while its container crash loops" : ""
      html.element("span", .class("dim"), text: " for \(PageFrame.ago(alert.startsAt, facts.now))\(quiet)")
    }
  }

  private func deliveries(_ html: inout HTML) {
    guard !facts.webhooks.isEmpty else { return }
    html.element("section", .init("aria-labelledby", "deliveries")) { html in
      html.element("h2", .init("id", "deliveries"), text: "Deliveries")
      html.element("ul") { html in
        for (name, numbers) in facts.webhooks {
          html.element("li") { html in
            html.element("bdi", text: name)
            let results = DeliveryResult.allCases.compactMap { result in
              numbers.results[result].flatMap { $0 > 0 ? "\($0) \(result.rawValue)" : nil }
            }
            html.text(": " + (results.isEmpty ? "nothing sent yet" : results.joined(separator: ", ")) + ", \(numbers.queue.length) waiting")
          }
        }
      }
    }
  }

  // MARK: Search

  private func form(_ html: inout HTML) {
    html.element("form", .init("method", "get"), .init("action", "./"), .init("role", "search")) { html in
      html.raw("<label>Search ")
      html.void(
        "input", .init("type", "search"), .init("name", "q"), .init("value", filter.text), .init("placeholder", "name, image, project"))
      html.raw("</label><label>State ")
      let states = ContainerState.allCases.map(\.rawValue) + ["healthy", "unhealthy", "starting", "removed"]
      select("state", states, filter.state, &html)
      html.raw("</label>")
      let projects = Set(facts.snapshot.views.compactMap { $0.present?.composeProject }).subtracting([""])
      if !projects.isEmpty || !filter.project.isEmpty {
        html.raw("<label>Project ")
        select("project", projects.sorted(by: naturallyPrecedes), filter.project, &html)
        html.raw("</label>")
      }
      html.element("button", text: "Show")
      if !filter.isEmpty { html.element("a", .href(PageLink("./")), text: "Show all") }
    }
  }

  private func select(_ name: StaticString, _ values: [String], _ chosen: String, _ html: inout HTML) {
    html.element("select", .init("name", "\(name)")) { html in
      html.raw("<option value=\"\">any</option>")
      for value in values + (chosen.isEmpty || values.contains(chosen) ? [] : [chosen]) {
        if value == chosen {
          html.element("option", .init("value", value), .init("selected", ""), text: value)
        } else {
          html.element("option", .init("value", value), text: value)
        }
      }
    }
  }

  // MARK: Containers

  private func containers(_ html: inout HTML) {
    let alerts = Dictionary(grouping: facts.alerts, by: \.labels.name)
    let rows = facts.snapshot.views.filter(filter.admits).map { view in
      let firing = (alerts[view.name.text] ?? []).map { FiringAlert(name: $0.name.rawValue, severity: $0.labels.severity.rawValue) }
      return Row(
        view: view, gravity: Gravity(StatusRow(view: view, restarts: 0, alerts: firing)), transitions: day.byName[view.name] ?? [])
    }
    .sorted { left, right in
      if left.gravity != right.gravity { return left.gravity < right.gravity }
      return naturallyPrecedes(left.view.name.text, right.view.name.text)
    }
    guard !rows.isEmpty else {
      html.element("p", .class("empty"), text: filter.isEmpty ? "No containers." : "No container matches.")
      return
    }
    // A project stands where its worst container would.
    var order: [String] = []
    var groups: [String: [Row]] = [:]
    for row in rows {
      let project = row.view.present?.composeProject ?? ""
      if groups[project] == nil { order.append(project) }
      groups[project, default: []].append(row)
    }
    for project in order { table(project, groups[project] ?? [], isOnly: order.count == 1, &html) }
  }

  private func table(_ project: String, _ rows: [Row], isOnly: Bool, _ html: inout HTML) {
    html.element("section") { html in
      html.element("h2") { html in
        if project.isEmpty {
          html.text(isOnly ? "Containers" : "Without a project")
        } else {
          html.element("a", .href(PageLink(filter: [("project", project)]))) { $0.element("bdi", text: project) }
        }
        html.element("span", .class("dim"), text: " \(rows.count)")
      }
      html.raw("<table><thead><tr><th scope=\"col\">Container</th><th scope=\"col\">State</th><th scope=\"col\">Health</th>")
      html.raw("<th scope=\"col\">Last exit</th><th scope=\"col\">Last 24 hours</th></tr></thead><tbody>")
      for row in rows { self.row(row, &html) }
      html.raw("</tbody></table>")
    }
  }

  private func row(_ row: Row, _ html: inout HTML) {
    let present = row.view.present
    html.element("tr") { html in
      html.element("th", .init("scope", "row")) { html in
        html.element("a", .href(PageLink(container: row.view.name.text))) { $0.element("bdi", text: row.view.name.text) }
        if row.view.isCrashLooping { html.element("span", .class("note"), text: " crash looping") }
        if row.view.isFlapping { html.element("span", .class("note"), text: " flapping") }
      }
      html.element("td") { html in
        PageFrame.badge(present?.state.rawValue ?? "removed", &html)
        if let since = present?.stateSince { html.element("span", .class("dim"), text: " \(PageFrame.ago(since, facts.now))") }
      }
      html.element("td") { html in
        if let health = present?.health, health != .none { PageFrame.badge(health.rawValue, &html) } else { html.text("–") }
      }
      html.element("td", .class("exit")) { $0.element("bdi", text: lastExit(row)) }
      html.element("td", .class("day")) { html in
        DayStrip(row.view, transitions: row.transitions, gaps: day.gaps, knownSince: day.knownSince, now: facts.now)
          .write(to: &html, now: facts.now)
      }
    }
  }

  /// The exit in words from the history of the day, else what the container itself knows.
  private func lastExit(_ row: Row) -> String {
    guard let exit = row.view.present?.lastExit else { return "–" }
    let seen = row.transitions.last { transition in
      guard case .exit = transition.kind else { return false }
      return transition.time == exit.time
    }
    let words = seen.map { PageFrame.words($0, showsProbeOutput: facts.showsProbeOutput) }
    return words ?? [exit.code.map { "exited \($0)" } ?? "exited", exit.outcome?.rawValue].compactMap { $0 }.joined(separator: ", ")
  }
}
