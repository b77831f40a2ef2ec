// What an alert is found, matched and grouped by.

/// The name of an alert's label; the raw value is what settings and receivers see.
public enum AlertLabel: String, CaseIterable, Sendable, Hashable, Comparable, Codable {
  case alertname
  case composeProject = "compose_project"
  case composeService = "compose_service"
  case host, image, name, severity, webhook

  public static func < (left: AlertLabel, right: AlertLabel) -> Bool { left.rawValue < right.rawValue }
}

/// An alert's labels, frozen when it fires. A label that is missing reads as the empty text.
public struct AlertLabels: Sendable, Hashable, Codable {
  public var alertname: AlertName
  public var host: String
  /// The container's name; empty unless the alert is about one.
  public var name: String
  /// The webhook that `DogwatchDeliveryFailing` is about, else empty.
  public var webhook: String
  public var severity: Severity
  public var image: String
  public var composeProject: String
  public var composeService: String

  public init(
    alertname: AlertName, host: String, name: String = "", webhook: String = "", severity: Severity, image: String = "",
    composeProject: String = "", composeService: String = ""
  ) {
    self.alertname = alertname
    self.host = host
    self.name = name
    self.webhook = webhook
    self.severity = severity
    self.image = image
    self.composeProject = composeProject
    self.composeService = composeService
  }

  /// A label's value; empty when the alert has none.
  public subscript(label: AlertLabel) -> String {
    switch label {
    case .alertname: alertname.rawValue
    case .composeProject: composeProject
    case .composeService: composeService
    case .host: host
    case .image: image
    case .name: name
    case .severity: severity.rawValue
    case .webhook: webhook
    }
  }

  /// The labels the alert has, by name.
  public var pairs: [Pair] {
    AlertLabel.allCases.compactMap { self[$0].isEmpty ? nil : Pair(label: $0, value: self[$0]) }
  }

  /// The labels of which `pairs` is the list; nil if `alertname` or `severity` is missing or unknown.
  public init?(pairs: [Pair]) {
    func value(_ label: AlertLabel) -> String { pairs.last { $0.label == label }?.value ?? "" }
    guard let alertname = AlertName(rawValue: value(.alertname)), let severity = Severity(rawValue: value(.severity)) else { return nil }
    self.init(
      alertname: alertname, host: value(.host), name: value(.name), webhook: value(.webhook), severity: severity, image: value(.image),
      composeProject: value(.composeProject), composeService: value(.composeService))
  }

  /// One label and its value, which is not empty.
  public struct Pair: Sendable, Hashable, Codable {
    public var label: AlertLabel
    public var value: String

    public init(label: AlertLabel, value: String) {
      self.label = label
      self.value = value
    }
  }
}
