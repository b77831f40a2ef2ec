// The containers of a compose project, and which projects come first.

import Terminal
import Watch

struct ProjectRows {
  /// Empty for containers that belong to none.
  var name: String
  /// The worst first.
  var views: [ContainerView]

  /// A project stands where its worst container would; among equals by name, and what belongs to none last.
  static func sorted(_ views: [ContainerView], alerts: [Alert]) -> [ProjectRows] {
    let alerts = Dictionary(grouping: alerts, by: \.labels.name)
    let rows = views.map { view in
      let firing = (alerts[view.name.text] ?? []).map { FiringAlert(name: $0.name.rawValue, severity: $0.labels.severity.rawValue) }
      return (view: view, gravity: Gravity(StatusRow(view: view, restarts: 0, alerts: firing)))
    }
    let projects = Dictionary(grouping: rows) { $0.view.present?.composeProject ?? "" }.map { name, rows in
      let rows = rows.sorted { left, right in
        left.gravity != right.gravity ? left.gravity < right.gravity : naturallyPrecedes(left.view.name.text, right.view.name.text)
      }
      // Grouping makes no empty groups.
      return (gravity: rows[0].gravity, rows: ProjectRows(name: name, views: rows.map(\.view)))
    }
    return projects.sorted { left, right in
      if left.gravity != right.gravity { return left.gravity < right.gravity }
      if left.rows.name.isEmpty != right.rows.name.isEmpty { return right.rows.name.isEmpty }
      return naturallyPrecedes(left.rows.name, right.rows.name)
    }
    .map(\.rows)
  }
}
