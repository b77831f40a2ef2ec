// Slack's incoming webhooks: blocks, with a text for notifications (docs.slack.dev, "Block Kit" and "Formatting message text").

import JSON
import Watch

/// All foreign text stands in `plain_text`, where neither mrkdwn nor mentions work; `&`, `<` and `>` are escaped as Slack asks everywhere.
struct SlackBody {
  let body: RequestBody

  /// 50 blocks a message, of which an alert takes two; 3,000 characters a section and 150 a header. All of it together is kept far below
  /// the 40,000 at which Slack cuts.
  private enum Limit {
    static let alerts = 20
    static let header = 150
    static let section = 3000
    static let message = 20_000
    static let notification = 3000
  }

  init(_ notification: Notification, in context: ReceiverContext) {
    let headline = Headline(notification)
    let shown = notification.alerts.prefix(Limit.alerts)
    let rest = notification.alerts.dropFirst(Limit.alerts)
    let share = min(Limit.section, Limit.message / max(shown.count, 1))
    body = RequestBody { json in
      json.member("text", Self.fitted(headline.text, Limit.notification))
      json.member("mrkdwn", false)
      json.member("unfurl_links", false)
      json.member("unfurl_media", false)
      json.array("blocks") { json in
        Self.writeBlock("header", Self.fitted(headline.text, Limit.header), into: &json)
        for alert in shown { Self.write(AlertWords(alert), within: share, into: &json) }
        if !rest.isEmpty { Self.writeBlock("section", Self.fitted(LeftOut(rest).text, Limit.section), into: &json) }
        if let link = context.link { Self.writeLink("Dogwatch", link, into: &json) }
      }
    }
  }

  private static func write(_ words: AlertWords, within share: Int, into json: inout JSONWriter) {
    let facts = words.facts.map { "\($0.title): \($0.value)" }.joined(separator: " · ")
    let first = fitted(words.line, share / 3)
    let last = fitted(facts, share / 3)
    let room = share - first.utf16.count - last.utf16.count - 2
    let middle = fitted(words.body.joined(separator: "\n"), room)
    let text = [first, middle, last].filter { !$0.isEmpty }.joined(separator: "\n")
    writeBlock("section", text, into: &json)
    if let runbook = words.runbook { writeLink("What to do", runbook, into: &json) }
  }

  private static func writeBlock(_ type: String, _ text: String, into json: inout JSONWriter) {
    json.object { json in
      json.member("type", type)
      json.object("text") { json in
        json.member("type", "plain_text")
        json.member("text", text)
        json.member("emoji", false)
      }
    }
  }

  /// The only mrkdwn: a link of our own settings.
  private static func writeLink(_ title: String, _ link: String, into json: inout JSONWriter) {
    json.object { json in
      json.member("type", "context")
      json.array("elements") { json in
        json.object { json in
          json.member("type", "mrkdwn")
          json.member("text", "<\(Fitting(limit: .max, unit: .utf16, escape: escape).escaped(link))|\(title)>")
          json.member("verbatim", true)
        }
      }
    }
  }

  private static func fitted(_ text: String, _ limit: Int) -> String {
    Fitting(limit: limit, unit: .utf16, escape: escape).fitted(text)
  }

  private static func escape(_ character: Character) -> String {
    switch character {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    default: String(character)
    }
  }
}
