// What the alerts need to know of what a person set.

public import Watch
public import Webhooks

/// Rules, receivers, and what notifications say beside the alerts.
public struct AlertingOptions: Sendable {
  public var alerts: AlertSettings
  public var webhooks: [Webhook]
  public var context: ReceiverContext
  public var proxies: ProxyRules
  public var heartbeat: Heartbeat?
  /// The label `host` before the engine has told its name.
  public var machineName: String

  /// A receiver, and how old an undelivered notification may become (nanoseconds).
  public struct Webhook: Sendable {
    public var receiver: ReceiverSettings
    public var maxAge: Int64

    public init(receiver: ReceiverSettings, maxAge: Int64) {
      self.receiver = receiver
      self.maxAge = maxAge
    }
  }

  /// Whom to tell that all is well, and how often.
  public struct Heartbeat: Sendable, Equatable {
    public var url: ReceiverURL
    public var interval: Duration

    public init(url: ReceiverURL, interval: Duration) {
      self.url = url
      self.interval = interval
    }
  }

  /// Nobody is told; alerts are tracked all the same.
  public init(
    alerts: AlertSettings = AlertSettings(), webhooks: [Webhook] = [], context: ReceiverContext = ReceiverContext(),
    proxies: ProxyRules = .none, heartbeat: Heartbeat? = nil, machineName: String = "localhost"
  ) {
    self.alerts = alerts
    self.webhooks = webhooks
    self.context = context
    self.proxies = proxies
    self.heartbeat = heartbeat
    self.machineName = machineName
  }
}
