// Discord's webhooks: an embed for each alert (discord.com/developers/docs/resources/message, "Embed Limits").

import JSON
import Watch

/// Markdown works nearly everywhere in Discord, so all that could be markup is escaped; nothing may mention anybody.
struct DiscordBody {
  let body: RequestBody

  /// Characters of one message, and of all its embeds together.
  private enum Limit {
    static let content = 2000
    static let embeds = 10
    static let allEmbeds = 6000
    static let title = 256
    static let description = 4096
    static let fieldValue = 1024
  }

  init(_ notification: Notification, in context: ReceiverContext) {
    let alerts = notification.alerts
    let shown = alerts.count <= Limit.embeds ? alerts[...] : alerts.prefix(Limit.embeds - 1)
    let rest = alerts.dropFirst(shown.count)
    var room = Limit.allEmbeds
    let restText = rest.isEmpty ? nil : Self.fitted(LeftOut(rest).text, Limit.allEmbeds / Limit.embeds)
    room -= restText?.utf16.count ?? 0
    var embeds: [Embed] = []
    for (index, alert) in shown.enumerated() {
      let embed = Embed(alert, within: room / (shown.count - index))
      room -= embed.length
      embeds.append(embed)
    }
    body = RequestBody { json in
      json.member("username", "Dogwatch")
      json.member("content", Self.fitted(Headline(notification).text, Limit.content))
      json.object("allowed_mentions") { json in json.member("parse", [String]()) }
      json.array("embeds") { json in
        for embed in embeds { embed.write(link: context.link, into: &json) }
        if let restText { json.object { json in json.member("description", restText) } }
      }
    }
  }

  /// One alert, with its length as Discord counts it.
  private struct Embed {
    var title: String
    var description: String
    var fields: [(name: String, value: String)] = []
    var colour: Int
    var runbook: String?
    var time: Timestamp
    var length: Int

    init(_ alert: Alert, within room: Int) {
      let words = AlertWords(alert)
      title = fitted("\(words.state) \(words.summary)", min(Limit.title, room / 3))
      length = title.utf16.count
      for fact in words.facts {
        let value = fitted(fact.value, min(Limit.fieldValue, room / 8))
        guard length + fact.title.utf16.count + value.utf16.count <= room * 2 / 3 else { break }
        fields.append((fact.title, value))
        length += fact.title.utf16.count + value.utf16.count
      }
      description = fitted(words.body.joined(separator: "\n"), min(Limit.description, room - length))
      length += description.utf16.count
      colour = Self.colour(of: alert)
      runbook = words.runbook
      time = alert.endsAt ?? alert.startsAt
    }

    func write(link: String?, into json: inout JSONWriter) {
      json.object { json in
        json.member("title", title)
        if let url = runbook ?? link { json.member("url", url) }
        if !description.isEmpty { json.member("description", description) }
        json.member("color", colour)
        json.member("timestamp", time.wholeSeconds)
        json.array("fields") { json in
          for field in fields {
            json.object { json in
              json.member("name", field.name)
              json.member("value", field.value)
              json.member("inline", true)
            }
          }
        }
      }
    }

    private static func colour(of alert: Alert) -> Int {
      guard alert.isFiring else { return 0x2E9E5B }
      return switch alert.labels.severity {
      case .critical: 0xD92D20
      case .error: 0xE8710A
      case .warning: 0xF2B705
      case .info: 0x2F7FD1
      }
    }
  }

  private static func fitted(_ text: String, _ limit: Int) -> String {
    Fitting(limit: limit, unit: .utf16, escape: escape).fitted(text)
  }

  /// A backslash before what markdown means something by; a mention is broken by a space of no width.
  private static func escape(_ character: Character) -> String {
    switch character {
    case "@": "@\u{200B}"
    case "\\", "*", "_", "~", "`", "|", "<", ">", "[", "]", "(", ")", "#": "\\\(character)"
    default: String(character)
    }
  }
}
