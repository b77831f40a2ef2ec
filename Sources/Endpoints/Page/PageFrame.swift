// What stands around every page, and the parts that more than one shows.

import Terminal
import Watch

enum PageFrame {
  /// A whole document. `title` is what the page is about; empty for the first page.
  static func write(title: String, at place: PageLink.Place, facts: PageFacts, _ main: (inout HTML) -> Void) -> HTML {
    var html = HTML(reservingCapacity: 64 * 1024)
    html.raw(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    )
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">")
    html.element("title", text: ([title, facts.snapshot.host].filter { !$0.isEmpty } + ["Dogwatch"]).joined(separator: " – "))
    html.void("link", .init("rel", "icon"), .init("type", "image/svg+xml"), .href(PageLink("page.svg", from: place)))
    html.void("link", .init("rel", "stylesheet"), .href(PageLink("page.css", from: place)))
    html.element("script", .init("src", PageLink("page.js", from: place).text), .init("defer", "")) { _ in }
    html.raw("</head><body><a class=\"skip\" href=\"#main\">Skip to the content</a><header>")
    html.element("a", .class("brand"), .href(PageLink(top: place))) { html in
      html.raw("Dogwatch")
      if !facts.snapshot.host.isEmpty { html.element("bdi", text: facts.snapshot.host) }
    }
    html.raw("<p class=\"when\"><span id=\"live\" role=\"status\"></span> as of ")
    html.element("time", .init("id", "now"), .init("datetime", instant(facts.now)), text: time(facts.now))
    html.raw(" UTC</p></header>")
    html.raw(
      "<svg class=\"defs\" aria-hidden=\"true\"><defs><pattern id=\"unseen\" width=\"12\" height=\"6\" patternUnits=\"userSpaceOnUse\">")
    html.raw("<path d=\"M0 6L12 0\"/></pattern></defs></svg>")
    html.element(
      "main", .init("id", "main"), .init("tabindex", "-1"), .init("data-version", facts.version.description),
      .init("data-events", PageLink("page.events", from: place).text)
    ) { html in
      html.element("div", .class("live"), .init("id", "engine")) { engine(facts, &$0) }
      main(&html)
    }
    html.raw("<footer>For machines: ")
    html.element("a", .href(PageLink("metrics", from: place)), text: "/metrics")
    html.raw(" ")
    html.element("a", .href(PageLink("api/v1/containers", from: place)), text: "/api/v1/containers")
    html.raw(" ")
    html.element("a", .href(PageLink("api/v1/transitions", from: place)), text: "/api/v1/transitions")
    html.raw(" ")
    html.element("a", .href(PageLink("api/v1/alerts", from: place)), text: "/api/v1/alerts")
    html.raw("</footer></body></html>\n")
    return html
  }

  private static func engine(_ facts: PageFacts, _ html: inout HTML) {
    if !facts.snapshot.isReady {
      html.element("p", .class("banner"), text: "Nothing is known yet: waiting for \(facts.waitingFor).")
    } else if !facts.isEngineUp || facts.snapshot.isEngineStale {
      let until = facts.snapshot.confirmedUpTo.map { ", confirmed up to \(time($0)) UTC" } ?? ""
      html.element(
        "p", .class("banner"), text: "The Docker engine is out of reach. What stands below is the last that was known\(until).")
    }
  }

  /// A condition as a mark and a word, so that colour is not the only sign.
  static func badge(_ word: String, _ html: inout HTML) {
    let (style, mark): (StaticString, StaticString) =
      switch word {
      case "healthy", "running": ("good", "● ")
      case "unhealthy", "dead", "critical", "error": ("bad", "▲ ")
      case "starting", "restarting", "warning": ("warn", "◆ ")
      default: ("idle", "○ ")
      }
    html.element("span", .class(style)) { html in
      html.element("i", .init("aria-hidden", "true")) { $0.raw(mark) }
      html.text(word)
    }
  }

  /// The firing alerts about one thing, or all; more than a screenful is folded.
  static func alerts(_ alerts: [Alert], from place: PageLink.Place, _ facts: PageFacts, _ html: inout HTML) {
    let (shown, folded) = (alerts.prefix(8), alerts.dropFirst(8))
    html.element("ul") { html in
      for alert in shown { item(alert, from: place, facts, &html) }
    }
    guard !folded.isEmpty else { return }
    html.element("details", .init("id", "more-alerts")) { html in
      html.element("summary", text: "and \(folded.count) more")
      html.element("ul") { html in
        for alert in folded.prefix(200) { item(alert, from: place, facts, &html) }
      }
      if folded.count > 200 { html.element("p", text: "and \(folded.count - 200) more, at /api/v1/alerts") }
    }
  }

  private static func item(_ alert: Alert, from place: PageLink.Place, _ facts: PageFacts, _ html: inout HTML) {
    html.element("li") { html in
      badge(alert.labels.severity.rawValue, &html)
      html.raw(" ")
      html.element("strong", text: alert.name.rawValue)
      html.raw(" ")
      // The sentence runs from left to right, whichever way the name does.
      html.element("bdi", .init("dir", "ltr")) { html in
        // A summary begins with whom it is about.
        let subject = alert.annotations.summary.prefix { $0 != " " }
        if alert.labels.name.isEmpty {
          html.text(alert.annotations.summary)
        } else {
          html.element("a", .href(PageLink(container: alert.labels.name, from: place))) { $0.element("bdi", text: String(subject)) }
          html.text(String(alert.annotations.summary.dropFirst(subject.count)))
        }
      }
      html.element("span", .class("dim")) { html in
        html.raw(" for\u{A0}")
        ago(alert.startsAt, facts.now, &html)
        if alert.isMuted { html.raw(", muted") }
        if alert.isQuiet { html.raw(", not sent while its container crash loops") }
      }
    }
  }

  /// What the strips mean, each with its own height.
  static func legend(_ html: inout HTML) {
    html.raw("<p class=\"legend\" aria-hidden=\"true\">")
    for condition in DayStrip.Condition.allCases where condition != .absent {
      html.element("span") { html in
        html.raw("<svg class=\"strip\" viewBox=\"0 0 24 16\">")
        DayStrip.rect(condition, left: 0, width: 24, &html)
        html.raw("</svg>")
        html.text(condition == .unknown ? "not seen" : condition.rawValue)
      }
    }
    html.raw("</p>")
  }

  // MARK: Times

  static func time(_ time: Timestamp) -> String {
    String(time.rfc3339.prefix(19)).replacing("T", with: " ")
  }

  /// For machines, to the second.
  private static func instant(_ time: Timestamp) -> String { "\(time.rfc3339.prefix(19))Z" }

  /// How long ago, which the script keeps true.
  static func ago(_ time: Timestamp, _ now: Timestamp, _ html: inout HTML) {
    html.element(
      "time", .class("ago"), .init("datetime", instant(time)), text: TransitionLine.length(Double(now.since(time)) / 1e9))
  }

  /// A moment, as a list of them shows it.
  static func moment(_ time: Timestamp, _ html: inout HTML) {
    html.element("time", .init("datetime", instant(time)), text: self.time(time))
  }
}
