// The table of `dogwatch alerts`.

public import Watch

/// A firing alert as a row of the table.
public struct AlertRow: Sendable, Hashable {
  public var severity: String
  public var alertname: String
  /// The container's or webhook's; may be empty.
  public var name: String
  public var since: Timestamp?
  public var summary: String
  public var isMuted: Bool
  public var isQuiet: Bool

  public init(
    severity: String, alertname: String, name: String, since: Timestamp?, summary: String, isMuted: Bool = false, isQuiet: Bool = false
  ) {
    self.severity = severity
    self.alertname = alertname
    self.name = name
    self.since = since
    self.summary = summary
    self.isMuted = isMuted
    self.isQuiet = isQuiet
  }
}

/// Firing alerts as a table for people, in the order they are given.
public enum AlertTable {
  /// The lines of the table. `width` is that of the terminal, nil when the output is none and nothing is cut.
  public static func lines(_ rows: [AlertRow], at now: Timestamp, width: Int?, showsStyle: Bool) -> [String] {
    guard !rows.isEmpty else { return ["no alert fires"] }
    var table = TextTable([
      .init("SEVERITY"), .init("ALERT", minimum: 12), .init("NAME", minimum: 8), .init("SINCE"), .init("SUMMARY", minimum: 16),
    ])
    for row in rows {
      let since = row.since.map { TransitionLine.length(Double(now.since($0)) / 1e9) } ?? ""
      let style = row.isMuted || row.isQuiet ? TextStyle.dim : style(of: row.severity)
      table.add([
        .init(row.severity, style), .init(row.alertname), .init(row.name.isEmpty ? "-" : row.name), .init(since),
        .init(remark(row) + row.summary),
      ])
    }
    return table.lines(width: width, showsStyle: showsStyle)
  }

  private static func remark(_ row: AlertRow) -> String {
    row.isMuted ? "(muted) " : row.isQuiet ? "(quiet: it crash loops) " : ""
  }

  private static func style(of severity: String) -> TextStyle {
    switch severity {
    case "critical", "error": .red
    case "warning": .yellow
    default: .plain
    }
  }
}
