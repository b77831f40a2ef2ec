// What `dogwatch status` says of one container.

public import Watch

/// A container, and what is known of it beside its present state.
public struct StatusRow: Sendable, Hashable {
  public var view: ContainerView
  /// Restarts by its policy within the last 24 hours.
  public var restarts: Int
  /// Alerts that are firing about it, by name.
  public var alerts: [FiringAlert]

  public init(view: ContainerView, restarts: Int, alerts: [FiringAlert] = []) {
    self.view = view
    self.restarts = restarts
    self.alerts = alerts
  }
}

/// An alert that is firing.
public struct FiringAlert: Sendable, Hashable {
  public var name: String
  public var severity: String

  public init(name: String, severity: String) {
    self.name = name
    self.severity = severity
  }
}
