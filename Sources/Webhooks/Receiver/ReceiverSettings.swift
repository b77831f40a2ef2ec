// What the daemon must know of one webhook to deliver to it.

/// One webhook, with its secrets read.
public struct ReceiverSettings: Sendable, Hashable {
  public var name: String
  public var format: ReceiverFormat
  public var url: ReceiverURL
  /// `headers` and those of `headersFile`; they win over our own but for `webhook-…` and `Dogwatch-Delayed`.
  public var headers: [ReceiverHeader]
  public var signingSecret: SigningSecret?
  /// Of `pagerduty`.
  public var routingKey: SecretText?
  /// A PEM file of the only authorities to trust; nil: the system's.
  public var authorities: String?
  /// For a whole request: connecting, head and body of the answer.
  public var timeout: Duration

  public init(
    name: String, format: ReceiverFormat, url: ReceiverURL, headers: [ReceiverHeader] = [], signingSecret: SigningSecret? = nil,
    routingKey: SecretText? = nil, authorities: String? = nil, timeout: Duration = .seconds(10)
  ) {
    self.name = name
    self.format = format
    self.url = url
    self.headers = headers
    self.signingSecret = signingSecret
    self.routingKey = routingKey
    self.authorities = authorities
    self.timeout = timeout
  }
}

/// A header of every request; its value may be a secret.
public struct ReceiverHeader: Sendable, Hashable {
  public var name: String
  public var value: SecretText

  public init(name: String, value: SecretText) {
    self.name = name
    self.value = value
  }
}

// MARK: - Secrets put in when sending

extension ReceiverSettings {
  /// Where requests go: ntfy takes JSON at its root.
  var requestURL: ReceiverURL { format == .ntfy ? url.root : url }

  /// The members that bodies get when they are sent.
  var secretMembers: [SecretMember] {
    switch format {
    case .ntfy: [SecretMember(key: "topic", value: url.lastPathPart)]
    case .pagerduty: routingKey.map { [SecretMember(key: "routing_key", value: $0.text)] } ?? []
    default: []
    }
  }

  /// Everything that must not be shown when an answer repeats it.
  var secrets: [String] {
    let parts = url.target.text.split { "/?&=".contains($0) }.map(String.init)
    let own = [url.target.text, url.credentials?.text, url.authorization, routingKey?.text].compactMap(\.self)
    return (own + headers.map(\.value.text) + parts).filter { $0.count >= 6 }.sorted { $0.count > $1.count }
  }
}
