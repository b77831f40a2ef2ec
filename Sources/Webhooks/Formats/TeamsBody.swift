// Microsoft Teams: an Adaptive Card in a message, as workflows and incoming webhooks take it (learn.microsoft.com, "Create and send messages").

import JSON
import Watch

/// All foreign text stands in `TextRun`s, which know no markdown.
struct TeamsBody {
  let body: RequestBody

  /// About 28 KB a message. It may be counted in UTF-16, so both countings stay below.
  private enum Limit {
    static let alerts = 20
    static let bytes = 26_000
    static let headline = 300
    static let summary = 500
    static let text = 6000
    static let lines = 20
    static let fact = 200
  }

  init(_ notification: Notification, in context: ReceiverContext) {
    body = largestFitting(from: min(Limit.alerts, max(notification.alerts.count, 1))) { count in
      // An alert gets as much as its share of the whole, and not more.
      Self.body(notification, count: count, textLimit: min(Limit.text, Limit.bytes / (4 * count)), in: context)
    } fits: { body in
      max(body.bytes.count, String(decoding: body.bytes, as: UTF8.self).utf16.count * 2) <= Limit.bytes
    }
  }

  private static func body(_ notification: Notification, count: Int, textLimit: Int, in context: ReceiverContext) -> RequestBody {
    let headline = Headline(notification)
    let shown = notification.alerts.prefix(count)
    let rest = notification.alerts.dropFirst(count)
    return RequestBody { json in
      json.member("type", "message")
      json.array("attachments") { json in
        json.object { json in
          json.member("contentType", "application/vnd.microsoft.card.adaptive")
          json.nullMember("contentUrl")
          json.object("content") { json in
            json.member("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
            json.member("type", "AdaptiveCard")
            json.member("version", "1.4")
            json.member("fallbackText", fitted(headline.text, Limit.headline))
            json.object("msteams") { json in json.member("width", "Full") }
            json.array("body") { json in
              writeBlock([Run(fitted(headline.text, Limit.headline), isBold: true, size: "Large")], into: &json)
              for alert in shown { write(alert, textLimit: textLimit, into: &json) }
              if !rest.isEmpty { writeBlock([Run(fitted(LeftOut(rest).text, Limit.text / 3))], into: &json) }
            }
            writeActions(shown, link: context.link, into: &json)
          }
        }
      }
    }
  }

  private static func write(_ alert: Alert, textLimit: Int, into json: inout JSONWriter) {
    let words = AlertWords(alert)
    let facts = words.facts.map { "\($0.title): \(fitted($0.value, Limit.fact))" }.joined(separator: " · ")
    let state = Run("\(words.state) ", isBold: true, colour: colour(of: alert))
    writeBlock([state, Run(fitted(words.summary, min(Limit.summary, textLimit)), isBold: true)], isSeparated: true, into: &json)
    // A run knows no line breaks either.
    let lines = fitted(words.body.joined(separator: "\n"), textLimit).split(separator: "\n")
    for line in lines.prefix(Limit.lines) { writeBlock([Run(String(line))], into: &json) }
    if lines.count > Limit.lines { writeBlock([Run("… (+\(lines.count - Limit.lines) lines)")], into: &json) }
    writeBlock([Run(fitted(facts, textLimit), isSubtle: true)], into: &json)
  }

  private struct Run {
    var text: String
    var isBold = false
    var isSubtle = false
    var size: String?
    var colour: String?

    init(_ text: String, isBold: Bool = false, isSubtle: Bool = false, size: String? = nil, colour: String? = nil) {
      self.text = text
      self.isBold = isBold
      self.isSubtle = isSubtle
      self.size = size
      self.colour = colour
    }
  }

  private static func writeBlock(_ runs: [Run], isSeparated: Bool = false, into json: inout JSONWriter) {
    json.object { json in
      json.member("type", "RichTextBlock")
      if isSeparated { json.member("separator", true) }
      json.array("inlines") { json in
        for run in runs { write(run, into: &json) }
      }
    }
  }

  private static func write(_ run: Run, into json: inout JSONWriter) {
    json.object { json in
      json.member("type", "TextRun")
      json.member("text", run.text)
      if let size = run.size { json.member("size", size) }
      if run.isBold { json.member("weight", "Bolder") }
      if run.isSubtle { json.member("isSubtle", true) }
      if let colour = run.colour { json.member("color", colour) }
    }
  }

  private static func writeActions(_ alerts: ArraySlice<Alert>, link: String?, into json: inout JSONWriter) {
    let runbook = alerts.first.flatMap { AlertWords($0).runbook }
    let actions = [("What to do", runbook), ("Dogwatch", link)].compactMap { title, url in url.map { (title, $0) } }
    guard !actions.isEmpty else { return }
    json.array("actions") { json in
      for (title, url) in actions {
        json.object { json in
          json.member("type", "Action.OpenUrl")
          json.member("title", title)
          json.member("url", url)
        }
      }
    }
  }

  private static func colour(of alert: Alert) -> String {
    guard alert.isFiring else { return "Good" }
    return alert.labels.severity >= .error ? "Attention" : alert.labels.severity == .warning ? "Warning" : "Accent"
  }

  private static func fitted(_ text: String, _ limit: Int) -> String {
    Fitting(limit: limit, unit: .utf8).fitted(text)
  }
}
