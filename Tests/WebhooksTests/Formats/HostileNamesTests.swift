// Names and output that would do harm if they were taken for markup.

import Testing
import Watch

@testable import Webhooks

@Suite struct HostileNamesTests {
  private func strings(_ format: ReceiverFormat) throws -> [String] {
    try format.bodies(for: Sample.hostile, in: GoldenBodiesTests.context).flatMap { try JSONTree($0.bytes).strings }
  }

  @Test(arguments: [ReceiverFormat.slack, .discord, .teams, .ntfy, .pagerduty])
  func nothingTurnsOrHidesText(format: ReceiverFormat) throws {
    for text in try strings(format) {
      let hidden = text.unicodeScalars.filter { [0x202E, 0x202C, 0x200F, 0x2066, 0x2069, 0x1B, 0x07].contains($0.value) }
      #expect(hidden.isEmpty, "\(text)")
      #expect(!text.contains("[31m"), "\(text)")
    }
  }

  @Test(arguments: [ReceiverFormat.slack, .discord, .teams, .ntfy, .pagerduty])
  func emojiStayWhole(format: ReceiverFormat) throws {
    #expect(try strings(format).contains { $0.contains("👩‍👩‍👧‍👦🇩🇪") })
  }

  @Test func slackMentionsNobody() throws {
    let tree = try JSONTree(ReceiverFormat.slack.bodies(for: Sample.hostile, in: GoldenBodiesTests.context)[0].bytes)
    for text in tree.strings where !text.hasPrefix("<https://") {
      #expect(!text.contains("<") && !text.contains(">"), "\(text)")
    }
    #expect(tree.strings.contains { $0.contains("&lt;!channel&gt;") && $0.contains("&amp;amp;") })
    for block in tree["blocks"].elements where block["text"]["text"].string != nil { #expect(block["text"]["type"].string == "plain_text") }
  }

  @Test func discordMentionsNobodyAndShowsMarkupAsItIs() throws {
    let tree = try JSONTree(ReceiverFormat.discord.bodies(for: Sample.hostile, in: GoldenBodiesTests.context)[0].bytes)
    #expect(tree["allowed_mentions"]["parse"].elements.isEmpty && tree["allowed_mentions"].keys == ["parse"])
    let title = try #require(tree["embeds"][0]["title"].string)
    #expect(!title.contains("@everyone") && title.contains("@\u{200B}everyone"))
    let content = try #require(tree["content"].string)
    #expect(
      content.contains("\\`code\\`") && content.contains("\\[link\\]\\(https://evil.example\\)")
        && content.contains("\\<\\!channel\\>") == false)
    #expect(content.contains("\\<!channel\\>"))
  }

  @Test func teamsPutsForeignTextOnlyWhereNoMarkdownWorks() throws {
    let tree = try JSONTree(ReceiverFormat.teams.bodies(for: Sample.hostile, in: GoldenBodiesTests.context)[0].bytes)
    for block in tree["attachments"][0]["content"]["body"].elements { #expect(block["type"].string == "RichTextBlock") }
  }

  @Test func placeholderInAnAlertIsNotReplaced() throws {
    let body = try GoldenBodiesTests.format("custom").bodies(for: Sample.hostile, in: GoldenBodiesTests.context)[0]
    #expect(try #require(JSONTree(body.bytes)["title"].string).contains("{{summary}}"))
  }

  @Test func runbookThatIsNoPlainLinkIsLeftOut() throws {
    var alert = Sample.alert()
    alert.annotations.runbookURL = "https://x|y> <!channel>"
    let tree = try JSONTree(ReceiverFormat.slack.bodies(for: Sample.notification([alert]), in: ReceiverContext())[0].bytes)
    #expect(!tree.strings.contains { $0.contains("x|y") })
  }
}
