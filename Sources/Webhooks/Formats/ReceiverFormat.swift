// The bodies that receivers understand.

public import Watch

/// The format of a webhook's body.
public enum ReceiverFormat: Sendable, Hashable {
  case alertmanager, slack, discord, teams, ntfy, pagerduty
  case custom(CustomBody)

  /// The bodies of the requests that tell of this notification: one, but for `pagerduty` one for each alert.
  public func bodies(for notification: Notification, in context: ReceiverContext) -> [RequestBody] {
    switch self {
    case .alertmanager: [AlertmanagerBody(notification, in: context).body]
    case .slack: [SlackBody(notification, in: context).body]
    case .discord: [DiscordBody(notification, in: context).body]
    case .teams: [TeamsBody(notification, in: context).body]
    case .ntfy: [NtfyBody(notification, in: context).body]
    case .pagerduty: notification.alerts.map { PagerDutyEvent($0, in: context).body }
    case .custom(let custom): [custom.body(for: notification, in: context)]
    }
  }
}
