// One receiver of alerts, as far as it is not about which alerts it is told of: that is its `WebhookRoute`.
public import JSON

extension Settings {
  /// An entry of `webhooks`; files are read already.
  public struct Webhook: Sendable, Hashable {
    public var name: String
    public var format = WebhookFormat.alertmanager
    public var url: SecretURL
    /// Those of `headers`, then those of `headersFile`.
    public var headers: [Header] = []
    /// PagerDuty's; there exactly with that format.
    public var routingKey: Secret?
    /// `whsec_` and base64 (Standard Webhooks).
    public var signingSecret: Secret?
    /// The PEM file of the authorities its certificate is checked against; nil: the system's.
    public var ca: String?
    public var timeout = Duration.seconds(10)
    /// How old an undelivered notification may become.
    public var maxAge = Duration.seconds(86_400)
    /// What is sent; there exactly with the format `custom`.
    public var body: Body?

    public init(name: String, url: SecretURL) {
      self.name = name
      self.url = url
    }

    /// A header of each request.
    public struct Header: Sendable, Hashable {
      public var name: String
      public var value: Secret

      public init(name: String, value: Secret) {
        self.name = name
        self.value = value
      }
    }

    /// A JSON text with places to fill in; it may hold a secret, so no description shows it.
    public struct Body: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
      public let tree: JSONValue

      public init(_ tree: JSONValue) {
        self.tree = tree
      }

      public var description: String { "(body)" }
      public var customMirror: Mirror { Mirror(self, children: []) }
    }
  }
}

/// What a receiver understands.
public enum WebhookFormat: String, CaseIterable, Sendable, Hashable {
  case alertmanager, slack, discord, teams, ntfy, pagerduty, custom
}
