// What the placeholders of a template stand for.

import Watch

/// The facts of one notification.
struct PlaceholderValues {
  let notification: Notification
  let context: ReceiverContext

  /// The text with its placeholders replaced; one that is no template stays as it is.
  func text(of text: String) -> String {
    guard let template = try? MessageTemplate(parsing: text) else { return text }
    return template.parts.reduce(into: "") { result, part in
      switch part {
      case .text(let text): result += text
      case .placeholder(let placeholder): result += self[placeholder]
      }
    }
  }

  subscript(placeholder: Placeholder) -> String {
    let worst = notification.alerts.first
    return switch placeholder {
    case .summary: Headline(notification).plain
    case .description: Headline(notification).details
    case .status: notification.status.rawValue
    case .receiver: notification.webhook
    case .groupKey: notification.group.text
    case .externalURL: context.externalURL ?? ""
    case .alerts: String(notification.alerts.count)
    case .firing: String(notification.firing.count)
    case .resolved: String(notification.resolved.count)
    case .startsAt: worst?.startsAt.rfc3339 ?? ""
    case .endsAt: worst?.endsAt?.rfc3339 ?? ""
    case .fingerprint: worst?.fingerprint.text ?? ""
    case .label(let label): worst?.labels[label] ?? ""
    case .annotation(let annotation): worst?.annotations[annotation] ?? ""
    }
  }
}
