// The `filters` of a request for events (moby daemon/events/filter.go).

import JSON

/// Which events a subscriber wants: of each kind of filter given, one value must match.
struct EventFilter: Sendable {
  private var types: Set<String> = []
  private var actions: [String] = []
  private var containers: Set<String> = []
  private var labels: [String] = []

  /// Everything.
  init() {}

  /// `{"type":["container"],"event":["die"]}`, or the older form with objects for arrays; nil when it is neither.
  init?(json: String) {
    guard let members = (try? JSONValue(parsing: Array(json.utf8)))?.members else { return nil }
    for member in members {
      let values = Self.values(member.value)
      switch member.key {
      case "type": types = Set(values)
      case "event": actions = values
      case "container": containers = Set(values)
      case "label": labels = values
      default: return nil
      }
    }
  }

  private static func values(_ value: JSONValue) -> [String] {
    if let members = value.members { return members.map(\.key) }
    return (value.elements ?? []).compactMap { if case .string(let text) = $0.content { text } else { nil } }
  }

  func matches(_ event: Event) -> Bool {
    (types.isEmpty || types.contains(event.subject.rawValue)) && (actions.isEmpty || matches(action: event.action))
      && (containers.isEmpty || containers.contains(event.id) || event.attributes["name"].map { containers.contains($0) } == true)
      && labels.allSatisfy { matches(label: $0, event) }
  }

  /// With one of these three among the wanted, all values match as prefixes.
  private func matches(action: String) -> Bool {
    if actions.contains(action) { return true }
    guard actions.contains(where: { ["health_status", "exec_create", "exec_start"].contains($0) }) else { return false }
    return actions.contains { action.hasPrefix($0) }
  }

  private func matches(label: String, _ event: Event) -> Bool {
    let parts = label.split(separator: "=", maxSplits: 1).map(String.init)
    guard let key = parts.first, let value = event.attributes[key] else { return false }
    return parts.count == 1 || parts[1] == value
  }
}
