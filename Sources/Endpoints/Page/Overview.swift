// The first page: alerts, deliveries, and all containers, the worst first.

import Terminal
import Watch

struct Overview {
  let facts: PageFacts
  let day: PageHistory.Day
  let filter: PageFilter

  func html() -> HTML {
    PageFrame.write(title: "", at: .root, facts: facts) { html in
      html.element("div", .class("live"), .init("id", "state")) { html in
        html.element("h1", text: headline)
        alerts(&html)
        deliveries(&html)
      }
      form(&html)
      let views = filter.select(facts.snapshot.views)
      // Where there are very many, browsers lay out what is looked at.
      html.element("div", .class(views.count > 500 ? "live many" : "live"), .init("id", "content")) { containers(views, &$0) }
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
      PageFrame.alerts(facts.alerts, from: .root, facts, &html)
    }
  }

  private func deliveries(_ html: inout HTML) {
    guard !facts.webhooks.isEmpty else { return }
    html.element("section", .class("deliveries"), .init("aria-labelledby", "deliveries")) { html in
      html.element("h2", .init("id", "deliveries"), text: "Deliveries")
      html.element("ul") { html in
        for (name, numbers) in facts.webhooks {
          html.element("li") { html in
            html.element("bdi", text: name)
            let results = DeliveryResult.allCases.compactMap { result in
              numbers.results[result].flatMap { $0 > 0 ? "\($0) \(result.rawValue)" : nil }
            }
            html.text(": " + (results.isEmpty ? "nothing sent since Dogwatch started" : results.joined(separator: ", ")))
            guard numbers.queue.length > 0 else { return }
            html.text(", \(numbers.queue.length) waiting")
            guard let oldest = numbers.queue.oldest else { return }
            html.raw(", the oldest for ")
            PageFrame.ago(oldest, facts.now, &html)
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
      if !filter.isEmpty { html.element("a", .href(PageLink(top: .root)), text: "Show all") }
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

  private func containers(_ views: [ContainerView], _ html: inout HTML) {
    guard !views.isEmpty else { return nothing(&html) }
    html.element("div", .class("above")) { html in
      if !filter.isEmpty { html.element("p", text: "\(views.count) of \(facts.snapshot.count) shown") }
      PageFrame.legend(&html)
    }
    let projects = ProjectRows.sorted(views, alerts: facts.alerts)
    for project in projects { ProjectTable(project: project, isOnly: projects.count == 1, facts: facts, day: day).write(to: &html) }
  }

  private func nothing(_ html: inout HTML) {
    if !filter.isEmpty {
      html.element("p", .class("empty"), text: "No container is as you ask.")
    } else if facts.snapshot.isReady {
      html.element(
        "p", .class("empty"),
        text: "There are no containers. Those that this engine gets are shown here as soon as they are created"
          + " (unless watch.include or watch.exclude leave them out).")
    }
  }
}
