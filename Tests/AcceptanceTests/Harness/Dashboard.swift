// The example's dashboard, as Grafana would ask for it.

import Foundation

/// What a dashboard's panels ask Prometheus.
struct Dashboard: Sendable {
  struct Query: Sendable {
    var panel: String
    var expression: String
    /// The labels that its legend names.
    var legendLabels: [String]
  }

  struct Unresolved: Error, CustomStringConvertible {
    var what: String
    var description: String { "no variable of the dashboard: \(what)" }
  }

  let queries: [Query]

  /// Reads the file and puts values in the place of its variables: `source` for one of type `datasource`, and Grafana's own.
  init(path: String, source: String = "prometheus") throws {
    let json = try JSONValue(parsing: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    var values = ["__interval": "1s", "__rate_interval": "4s", "__range": "1h"]
    for variable in json["templating"]["list"].array where variable["type"].string == "datasource" {
      values[variable["name"].string ?? ""] = source
    }
    queries = try Self.panels(json["panels"].array).flatMap { panel in
      try panel["targets"].array.map { target in
        let place = try Self.resolve(target["datasource"]["uid"].string ?? "", values)
        guard place == source else { throw Unresolved(what: "data source \(place) of \(panel["title"])") }
        return Query(
          panel: panel["title"].string ?? "", expression: try Self.resolve(target["expr"].string ?? "", values),
          legendLabels: (target["legendFormat"].string ?? "").matches(of: /\{\{(\w+)\}\}/).map { String($0.1) })
      }
    }
  }

  /// Rows have panels of their own.
  private static func panels(_ panels: [JSONValue]) -> [JSONValue] {
    panels.flatMap { $0["type"].string == "row" ? self.panels($0["panels"].array) : [$0] }
  }

  /// `$name` and `${name}`.
  private static func resolve(_ text: String, _ values: [String: String]) throws -> String {
    let resolved = text.replacing(/\$(?:\{(\w+)\}|(\w+))/) { match in values[String(match.1 ?? match.2 ?? "")] ?? String(match.0) }
    if resolved.contains("$") { throw Unresolved(what: resolved) }
    return resolved
  }
}
