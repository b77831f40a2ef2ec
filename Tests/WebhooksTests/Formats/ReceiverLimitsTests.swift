// What each receiver would refuse, checked against its published limits with contents far beyond them.

import Testing
import Watch

@testable import Webhooks

@Suite struct ReceiverLimitsTests {
  private static let context = GoldenBodiesTests.context

  /// Counts of alerts, and texts from nothing to far too much, of one, two, three and four bytes a character, and of escapes.
  static let notifications: [Notification] = {
    let texts = [
      "", "x", String(repeating: "a", count: 5000), String(repeating: "é", count: 3000), String(repeating: "漢", count: 2000),
      String(repeating: "👩‍👩‍👧‍👦", count: 250), String(repeating: "<&>*_`", count: 900), "e" + String(repeating: "\u{301}", count: 4000),
      String(repeating: "line\n", count: 1000), Sample.hostileText,
    ]
    return [1, 10, 11, 25].flatMap { count in
      texts.map { count > 1 ? String($0.prefix(200)) : $0 }.map { text in
        Sample.notification(
          (0..<count).map { number in
            Sample.alert(
              .containerExited, text.isEmpty ? "web-\(number)" : text, summary: text, description: text, output: text, image: text,
              resolved: number % 5 == 4, host: text.isEmpty ? "box" : text)
          })
      }
    }
  }()

  private static func bodies(_ format: ReceiverFormat) throws -> [(Notification, JSONTree, Int)] {
    try notifications.flatMap { notification in
      try format.bodies(for: notification, in: context).map { (notification, try JSONTree($0.bytes), $0.bytes.count) }
    }
  }

  @Test func slackTakesEveryBody() throws {
    for (notification, tree, _) in try Self.bodies(.slack) {
      let blocks = tree["blocks"].elements
      #expect((1...50).contains(blocks.count))
      #expect((1...40_000).contains(try #require(tree["text"].string).utf16.count))
      for block in blocks {
        switch block["type"].string {
        case "header": #expect((1...150).contains(try #require(block["text"]["text"].string).utf16.count))
        case "section": #expect((1...3000).contains(try #require(block["text"]["text"].string).utf16.count))
        case "context": #expect((1...10).contains(block["elements"].elements.count))
        default: Issue.record("unknown block \(block.value)")
        }
      }
      if notification.alerts.count > 20 {
        #expect(blocks.contains { $0["text"]["text"].string?.hasPrefix("and \(notification.alerts.count - 20) more") == true })
      }
    }
  }

  @Test func discordTakesEveryBody() throws {
    for (notification, tree, _) in try Self.bodies(.discord) {
      #expect((1...2000).contains(try #require(tree["content"].string).utf16.count))
      let embeds = tree["embeds"].elements
      #expect((1...10).contains(embeds.count))
      var total = 0
      for embed in embeds {
        let fields = embed["fields"].elements
        #expect(fields.count <= 25)
        let (title, description) = (embed["title"].string ?? "", embed["description"].string ?? "")
        #expect(title.utf16.count <= 256 && description.utf16.count <= 4096)
        total += title.utf16.count + description.utf16.count
        for field in fields {
          let (name, value) = (try #require(field["name"].string), try #require(field["value"].string))
          #expect((1...256).contains(name.utf16.count) && (1...1024).contains(value.utf16.count))
          total += name.utf16.count + value.utf16.count
        }
      }
      #expect(total <= 6000, "\(notification.alerts.count) alerts")
      if notification.alerts.count > 10 {
        #expect(embeds[9]["description"].string?.hasPrefix("and \(notification.alerts.count - 9) more") == true)
      }
    }
  }

  @Test func teamsTakesEveryBody() throws {
    for (_, tree, size) in try Self.bodies(.teams) {
      #expect(size <= 28_000)
      let card = tree["attachments"][0]["content"]
      #expect(tree["type"].string == "message" && card["type"].string == "AdaptiveCard")
      #expect(card["body"].elements.allSatisfy { $0["inlines"].elements.allSatisfy { $0["text"].string != nil } })
    }
  }

  @Test func ntfyTakesEveryBody() throws {
    for (_, tree, _) in try Self.bodies(.ntfy) {
      #expect((1...4096).contains(try #require(tree["message"].string).utf8.count))
      #expect(try #require(tree["title"].string).utf8.count <= 250)
      #expect((1...5).contains(try #require(tree["priority"].int)))
    }
  }

  @Test func pagerDutyTakesEveryEvent() throws {
    for (_, tree, size) in try Self.bodies(.pagerduty) {
      #expect(size <= 512 * 1024)
      #expect((1...1024).contains(try #require(tree["payload"]["summary"].string).utf16.count))
      #expect(try #require(tree["dedup_key"].string).count <= 255)
      #expect(["trigger", "resolve"].contains(tree["event_action"].string))
      #expect(["critical", "error", "warning", "info"].contains(tree["payload"]["severity"].string))
      #expect(tree["payload"]["source"].string?.isEmpty == false)
    }
  }
}
