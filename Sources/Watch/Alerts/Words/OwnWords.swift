// What the alerts about the engine and about Dogwatch itself say.

/// The words for what is not a container.
enum OwnWords {
  static func engineUnreachable(host: String, holdsFor: Int64) -> AlertAnnotations {
    // It is told again while it lasts.
    let state = holdsFor > 0 ? "has been out of reach for over \(Quantity.duration(holdsFor))" : "is out of reach"
    return AlertAnnotations(
      summary: "The Docker Engine on \(host) \(state)",
      description: "While it is, nothing is known of its containers, and no alert about one begins or ends.")
  }

  static func storeFailing(_ words: String) -> AlertAnnotations {
    let reason = PlainText.line(words, atMost: 200)
    return AlertAnnotations(
      summary: "Dogwatch cannot write its state\(reason.isEmpty ? "" : ": \(reason)")",
      description: "It goes on in memory: alerts are delivered, but what happens now is lost if Dogwatch ends before it can write again.")
  }

  static func deliveryFailing(webhook: String, _ condition: WebhookCondition, waitingFor: Int64) -> AlertAnnotations {
    let reason = condition.problem.map { ": \(PlainText.line($0, atMost: 200))" } ?? ""
    let summary =
      switch condition.failure {
      case .rejected?: "Webhook \(webhook) rejects notifications"
      case .expired?: "A notification to webhook \(webhook) could not be delivered in time and was given up"
      case .dropped?: "The queue of webhook \(webhook) is full: its oldest notification was dropped"
      case .delivered?, .superseded?, nil: "Webhook \(webhook) has not taken a notification for over \(Quantity.duration(waitingFor))"
      }
    return AlertAnnotations(
      summary: summary + reason, description: "Its receiver does not hear of alerts until a notification is delivered again.")
  }
}
