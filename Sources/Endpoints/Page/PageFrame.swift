// What stands around every page, and the parts that more than one shows.

import Terminal
import Watch

enum PageFrame {
  /// A whole document; `root` is the way from the page to `/`.
  static func write(title: String, root: Root, facts: PageFacts, _ main: (inout HTML) -> Void) -> HTML {
    var html = HTML(reservingCapacity: 64 * 1024)
    html.raw(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    )
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">")
    html.element("title", text: title)
    html.void("link", .init("rel", "stylesheet"), .href(root.style))
    html.element("script", .init("src", root.script.text), .init("defer", "")) { _ in }
    html.raw("</head><body><a class=\"skip\" href=\"#main\">To the containers</a><header>")
    html.element("a", .class("brand"), .href(root.top), text: "Dogwatch")
    html.element("span", .class("when"), text: "as of \(time(facts.now)) UTC")
    html.raw("</header>")
    html.raw(
      "<svg class=\"defs\" aria-hidden=\"true\"><defs><pattern id=\"unseen\" width=\"12\" height=\"6\" patternUnits=\"userSpaceOnUse\">")
    html.raw("<path d=\"M0 6L12 0\"/></pattern></defs></svg><main id=\"main\" tabindex=\"-1\">")
    engine(facts, &html)
    main(&html)
    html.raw("</main><footer>For machines: ")
    html.element("a", .href(root.metrics), text: "/metrics")
    html.raw(" ")
    html.element("a", .href(root.containers), text: "/api/v1/containers")
    html.raw(" ")
    html.element("a", .href(root.transitions), text: "/api/v1/transitions")
    html.raw(" ")
    html.element("a", .href(root.alerts), text: "/api/v1/alerts")
    html.raw("</footer></body></html>\n")
    return html
  }

  /// Links of the frame.
  enum Root {
    case here, above

    var top: PageLink { self == .here ? PageLink("./") : PageLink("../") }
    var style: PageLink { self == .here ? PageLink("page.css") : PageLink("../page.css") }
    var script: PageLink { self == .here ? PageLink("page.js") : PageLink("../page.js") }
    var metrics: PageLink { self == .here ? PageLink("metrics") : PageLink("../metrics") }
    var containers: PageLink { self == .here ? PageLink("api/v1/containers") : PageLink("../api/v1/containers") }
    var transitions: PageLink { self == .here ? PageLink("api/v1/transitions") : PageLink("../api/v1/transitions") }
    var alerts: PageLink { self == .here ? PageLink("api/v1/alerts") : PageLink("../api/v1/alerts") }
  }

  private static func engine(_ facts: PageFacts, _ html: inout HTML) {
    if !facts.snapshot.isReady {
      html.element("p", .class("banner"), .init("role", "status"), text: "Nothing is known yet: waiting for \(facts.waitingFor).")
    } else if !facts.isEngineUp || facts.snapshot.isEngineStale {
      let until = facts.snapshot.confirmedUpTo.map { ", confirmed up to \(time($0)) UTC" } ?? ""
      html.element(
        "p", .class("banner"), .init("role", "status"),
        text: "The Docker engine is out of reach. What stands below is the last that was known\(until).")
    }
  }

  /// A condition as a mark and a word, so that colour is not the only sign.
  static func badge(_ word: String, _ html: inout HTML) {
    let (style, mark): (StaticString, StaticString) =
      switch word {
      case "healthy", "running": ("badge good", "●")
      case "unhealthy", "dead", "critical": ("badge bad", "▲")
      case "starting", "restarting", "warning": ("badge warn", "◆")
      default: ("badge", "○")
      }
    html.element("span", .class(style)) { html in
      html.element("span", .init("aria-hidden", "true")) { $0.raw(mark) }
      html.raw(" ")
      html.text(word)
    }
  }

  static func time(_ time: Timestamp) -> String {
    String(time.rfc3339.prefix(19)).replacing("T", with: " ")
  }

  static func ago(_ time: Timestamp, _ now: Timestamp) -> String {
    TransitionLine.length(Double(now.since(time)) / 1e9)
  }

  /// A transition in the terminal's words, without what its probe said if that is not to be shown.
  static func words(_ transition: Transition, showsProbeOutput: Bool) -> String {
    var transition = transition
    if !showsProbeOutput, case .health(var change) = transition.kind {
      change.output = nil
      transition.kind = .health(change)
    }
    let sentence = TransitionLine.sentence(transition)
    return sentence.firstRange(of: ": ").map { String(sentence[$0.upperBound...]) } ?? sentence
  }
}
