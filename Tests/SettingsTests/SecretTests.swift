import Testing

@testable import Settings

/// What must not be seen is not, whichever way settings are printed.
@Suite struct SecretTests {
  private static let text = """
    {
      "http": {"bearerTokenFile": "token"},
      "heartbeat": {"url": "https://me:s3cr3t@hc.example.com/s3cr3t?s3cr3t#s3cr3t"},
      "webhooks": [
        {"name": "a", "format": "custom", "urlFile": "chat-url", "headers": {"X-Token": "s3cr3t"}, "body": {"token": "s3cr3t"}},
        {"name": "b", "url": "https://hooks.example.com/s3cr3t", "headersFile": "headers", "signingSecretFile": "signing-secret"},
        {"name": "c", "format": "pagerduty", "url": "https://events.example.com", "routingKeyFile": "routing-key"}
      ]
    }
    """

  @Test func noDescriptionShowsASecret() throws {
    let found = try settings(Self.text, environment: credentials)
    var dumped = ""
    dump(found, to: &dumped)
    for printed in ["\(found)", String(reflecting: found), dumped] {
      #expect(printed.contains("hooks.example.com"))
      #expect(!printed.contains("s3cr3t"))
      #expect(!printed.contains("whsec_"))
    }
  }

  @Test func secretsAreThereForThoseWhoSendThem() throws {
    let found = try settings(Self.text, environment: credentials)
    #expect(found.http.bearerToken?.revealed == "s3cr3t-token")
    #expect(found.heartbeat?.url.revealed == "https://me:s3cr3t@hc.example.com/s3cr3t?s3cr3t#s3cr3t")
    #expect(found.heartbeat?.url.description == "https://hc.example.com/(secret)")
  }

  /// A mistake anywhere near a secret brings it into no sentence.
  @Test(arguments: [
    #"{"webhooks": [{"name": "a", "url": s3cr3t-value}]}"#, #"{"webhooks": [{"name": "a", "url": "https://h/s3cr3t}]}"#,
    #"{"webhooks": [{"name": "a", "url": "https://h/s3cr3t" "format": "slack"}]}"#, #"{"webhooks": [{"name": "a", "url": "\s3cr3t"}]}"#,
    #"{"webhooks": [{"name": "a", "url": ["https://h/s3cr3t"]}]}"#, #"{"webhooks": [{"name": "a", "url": {"s3cr3t": 1}}]}"#,
    #"{"webhooks": ["https://h/s3cr3t"]}"#, #"{"webhooks": "https://h/s3cr3t"}"#, #"{"heartbeat": "https://h/s3cr3t"}"#,
    #"{"webhooks": [{"name": "a", "url": "https://h/", "headers": {"X": ["s3cr3t"]}}]}"#,
    #"{"webhooks": [{"name": "a", "url": "https://h/", "headers": "X: s3cr3t"}]}"#,
    #"{"webhooks": [{"https://h/s3cr3t": ""}]}"#, #"{"https://h.example/s3cr3t": 1, "https://h.example/s3cr3t": 2}"#,
    #"{"engine": {"host": "tcp://me:s3cr3t@dock:2375"}}"#, #"{"engine": {"host": "https://me:s3cr3t@dock"}}"#,
    #"{"http": {"listen": "me:s3cr3t@localhost:9377"}}"#, #"{"heartbeat": {"url": "//h/s3cr3t"}}"#,
    #"{"heartbeat": {"url": "https://s3cr3t@"}}"#,
    #"{"heartbeat": {"url": "https://h:s3cr3t/"}}"#,
    #"{"http": {"externalURL": "https://s3cr3t@h"}}"#, #"{"alerts": {"runbookURL": "https://s3cr3t@h/{{alertname}}"}}"#,
    #"{"webhooks": [{"name": "a", "format": "custom", "url": "https://h/", "body": {"a": s3cr3t0}}]}"#,
  ])
  func errorNearASecretDoesNotRepeatIt(_ text: String) {
    let found = problems(text)
    #expect(!found.isEmpty)
    #expect(!found.joined().contains("s3cr3t"), "\(found)")
  }
}
