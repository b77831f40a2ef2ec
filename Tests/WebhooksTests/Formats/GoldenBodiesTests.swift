// Every format against Tests/Golden/Webhooks; `UPDATE_GOLDEN=1 swift test --filter WebhooksTests` writes those anew.

import JSON
import Testing

@testable import Webhooks

@Suite struct GoldenBodiesTests {
  static let custom = """
    {"title": "[{{status}}] {{ summary }}", "text": "{{description}}", "nested": {"list": ["{{labels.name}}", 3, true, null, "{{labels.webhook}}"],
    "{{status}}": "a key is not replaced"}, "exit": "{{annotations.exit_code}}", "n": "{{firing}}/{{resolved}}/{{alerts}}",
    "all": "{{receiver}} {{groupKey}} {{externalURL}} {{startsAt}} {{endsAt}} {{fingerprint}}", "number": 1.50e3}
    """

  static let formats = ["alertmanager", "slack", "discord", "teams", "ntfy", "pagerduty", "custom"]

  static func format(_ name: String) throws -> ReceiverFormat {
    switch name {
    case "alertmanager": .alertmanager
    case "slack": .slack
    case "discord": .discord
    case "teams": .teams
    case "ntfy": .ntfy
    case "pagerduty": .pagerduty
    default: .custom(try CustomBody(try JSONValue(parsing: Array(custom.utf8))))
    }
  }

  static let context = ReceiverContext(externalURL: "https://box.example:9377/")

  @Test(arguments: formats, Sample.all.map(\.name))
  func bodyIsAsInTheGoldenFile(format: String, name: String) throws {
    let notification = try #require(Sample.all.first { $0.name == name }).notification
    var text = ""
    for body in try Self.format(format).bodies(for: notification, in: Self.context) {
      var pretty = JSONWriter(.pretty)
      pretty.value(try JSONValue(parsing: body.bytes))
      text += pretty.string + "\n"
    }
    try Repository.expect(text, in: "Tests/Golden/Webhooks/\(format)-\(name).json")
  }

  /// The same input yields the same bytes: a body that has to be made again after a crash is the one that was sent.
  @Test(arguments: formats) func bodyIsAPureFunction(format: String) throws {
    let format = try Self.format(format)
    #expect(format.bodies(for: Sample.twelve, in: Self.context) == format.bodies(for: Sample.twelve, in: Self.context))
  }
}
