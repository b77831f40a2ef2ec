// One test alert, by the path that real ones take.

import Watch
public import Webhooks

extension AlertingOptions {
  /// Sends a test alert to one of the webhooks.
  public func test(_ webhook: Webhook) async throws(ReceiverError) -> TestDelivery.Answer {
    let delivery = TestDelivery(webhook.receiver, host: alerts.host ?? machineName, context: context, time: .now())
    return try await delivery.send(version: Daemon.version, proxies: proxies, now: { .now() })
  }
}
