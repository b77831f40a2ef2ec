// The dashboard of `examples/` as Grafana's import reads it, as far as that can be known without a Grafana (its "Dashboard JSON model").

import Foundation
import Testing

@Suite struct ExampleDashboard {
  private let dashboard: JSONValue
  private var panels: [JSONValue] { dashboard["panels"].array }

  init() throws {
    dashboard = try JSONValue(
      parsing: [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Repository.root)/examples/grafana-dashboard.json"))))
  }

  @Test func importTakesItForADashboardOfNoParticularGrafana() throws {
    #expect(dashboard["title"].string?.isEmpty == false)
    #expect(try #require(dashboard["uid"].string).wholeMatch(of: /[A-Za-z0-9_-]{8,40}/) != nil)
    // From 36 on data sources are objects; Grafana migrates what is older than itself.
    #expect(try #require(dashboard["schemaVersion"].int) >= 36)
    // A number of the Grafana it was exported from would be another dashboard's elsewhere, and `__inputs` are asked for before variables exist.
    #expect(dashboard["id"].isNull && dashboard["__inputs"].isNull)
    #expect(dashboard["refresh"].string?.wholeMatch(of: /\d+[smhd]/) != nil)
  }

  @Test func panelsAreToldApartAndOfKindsThatEveryGrafanaHas() throws {
    let ids = try panels.map { try #require($0["id"].int) }
    #expect(!ids.isEmpty && ids.allSatisfy { $0 > 0 } && Set(ids).count == ids.count, "\(ids)")
    let titles = panels.compactMap { $0["title"].string }
    #expect(Set(titles).count == panels.count, "\(titles)")
    for panel in panels {
      #expect(["timeseries", "stat", "table", "bargauge", "state-timeline"].contains(panel["type"].string), "\(panel)")
    }
  }

  @Test func panelsLieInTheGridAndNotOnEachOther() throws {
    let places = try panels.map { try Place($0["gridPos"]) }
    for place in places {
      #expect(place.left >= 0 && place.top >= 0 && place.width > 0 && place.height > 0 && place.left + place.width <= 24, "\(place)")
    }
    for (index, place) in places.enumerated() {
      for other in places[(index + 1)...] { #expect(!place.overlaps(other), "\(place) and \(other)") }
    }
  }

  @Test func everyQueryAsksTheSourceThatIsChosenAtTheTop() throws {
    let variables = dashboard["templating"]["list"].array
    #expect(variables.map({ $0["type"].string }) == ["datasource"] && variables[0]["query"].string == "prometheus")
    let chosen = JSONValue.object(["type": .string("prometheus"), "uid": .string("${\(try #require(variables[0]["name"].string))}")])
    for panel in panels {
      let targets = panel["targets"].array
      #expect(!targets.isEmpty && Set(targets.map({ $0["refId"].string })).count == targets.count, "\(panel["title"])")
      for source in [panel["datasource"]] + targets.map(\.["datasource"]) { #expect(source == chosen, "\(panel["title"]): \(source)") }
      for target in targets { #expect(target["legendFormat"].string?.isEmpty == false, "\(panel["title"])") }
    }
  }

  /// Of Grafana's units those that fit what is counted here; one it does not know it would print behind each number.
  @Test func unitsAreGrafanas() {
    let known = ["short", "s", "percentunit", "reqps", "bool_yes_no"]
    for panel in panels {
      #expect(known.contains(panel["fieldConfig"]["defaults"]["unit"].string ?? ""), "\(panel["title"])")
      #expect(panel["fieldConfig"]["overrides"] == .array([]))
    }
  }
}

/// Where a panel lies: the grid is 24 columns wide.
private struct Place {
  var left, top, width, height: Int

  init(_ json: JSONValue) throws {
    left = try #require(json["x"].int)
    top = try #require(json["y"].int)
    width = try #require(json["w"].int)
    height = try #require(json["h"].int)
  }

  func overlaps(_ other: Place) -> Bool {
    left < other.left + other.width && other.left < left + width && top < other.top + other.height && other.top < top + height
  }
}
