// How the containers are at one moment, as a table or as JSON.

import JSON
import Terminal
import Watch

/// All that `dogwatch status` shows at once.
struct StatusPicture: Sendable {
  static let engineDown = "dogwatch is not connected to its engine: this is what it last knew"

  struct Row: Sendable {
    var status: StatusRow
    /// The API's row.
    var json: [UInt8]
  }

  var rows: [Row]
  var isEngineUp: Bool
  var time: Timestamp

  /// The table, for a terminal or for none.
  func lines(on terminal: StandardOutput.Terminal?) -> [String] {
    StatusTable.lines(rows.map(\.status), at: time, width: terminal?.columns, showsStyle: terminal?.showsColours ?? false)
  }

  /// One line: `{"containers": […], "engineUp": …}`, the worst first.
  var json: String {
    let rowOf = Dictionary(rows.map { ($0.status.view.name, $0.json) }, uniquingKeysWith: { first, _ in first })
    var json = JSONWriter()
    json.object { json in
      json.array("containers") { json in
        for status in StatusTable.sorted(rows.map(\.status)) { Self.write(status, rowOf[status.view.name] ?? [], to: &json) }
      }
      json.member("engineUp", isEngineUp)
    }
    return json.string
  }

  private static func write(_ status: StatusRow, _ row: [UInt8], to json: inout JSONWriter) {
    json.object { json in
      for member in (try? JSONValue(parsing: row))?.members ?? [] {
        json.key(member.key)
        json.value(member.value)
      }
      json.member("restarts24h", status.restarts)
      json.member("alerts", status.alerts.map(\.name))
    }
  }
}
