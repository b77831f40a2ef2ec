// `test-webhook`: one test alert on the real path, and what the receiver said.

public import Watch

/// A notification that says it is a test.
public struct TestDelivery: Sendable {
  /// What came back.
  public struct Answer: Sendable, Hashable {
    /// Nil when there was no answer.
    public var status: Int?
    public var isAccepted: Bool
    public var nanoseconds: Int64
    /// The beginning of the answer's body on one line, without the secrets of the webhook; may be empty.
    public var excerpt: String
    /// Why it was not accepted, in a sentence.
    public var problem: String?
  }

  private let settings: ReceiverSettings
  private let notification: Notification
  private let context: ReceiverContext

  public init(_ settings: ReceiverSettings, host: String, context: ReceiverContext, time: Timestamp) {
    self.settings = settings
    self.context = context
    let labels = AlertLabels(alertname: .containerUnhealthy, host: host, name: "dogwatch-test", severity: .info)
    let annotations = AlertAnnotations(
      summary: "Test from Dogwatch on \(host): nothing is wrong",
      description: "Sent by `dogwatch test-webhook \(settings.name)`. Alerts will arrive here like this.")
    notification = Notification(
      number: 0, webhook: settings.name, group: GroupKey(of: labels, by: [.host, .composeProject]),
      alerts: [Alert(labels: labels, annotations: annotations, startsAt: time)], time: time)
  }

  /// Sends it, once.
  public func send(version: String, proxies: ProxyRules = .none, now: @escaping @Sendable () -> Arrival) async throws(ReceiverError)
    -> Answer
  {
    let messenger = try Messenger(settings, version: version, proxies: proxies, connections: 1, now: now)
    let body = settings.format.bodies(for: notification, in: context)[0]
    let id = "test-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let exchange = await messenger.send(body, id: id, createdAt: now().uptime)
    await messenger.client.shutdown()
    let answer = try? exchange.answer.get()
    return Answer(
      status: answer?.status, isAccepted: exchange.verdict == .accepted, nanoseconds: exchange.nanoseconds, excerpt: answer?.excerpt ?? "",
      problem: exchange.problem(settings))
  }
}
