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
    let columns: [TextTable.Column] = [
      .init("SEVERITY"), .init("ALERT", minimum: 12), .init("NAME", minimum: 8, isName: true), .init("SINCE"),
    ]
    let heads = rows.map { cells($0, at: now) }
    let summaries = rows.map { TextTable.Cell(remark($0) + $0.summary) }
    var (wide, narrow) = (TextTable(columns + [.init("SUMMARY")]), TextTable(columns))
    for (cells, summary) in zip(heads, summaries) {
      wide.add(cells + [summary])
      narrow.add(cells)
    }
    guard let width, wide.width > width else { return wide.lines(width: nil, showsStyle: showsStyle) }
    // No room beside the rest: what it is about comes below, whole.
    let lines = narrow.lines(width: width, showsStyle: showsStyle)
    return [lines[0]]
      + zip(lines.dropFirst(), summaries).flatMap { line, summary in
        [line] + TextWrap.lines("  " + summary.text, width: width, indent: 2)
      }
  }

  private static func cells(_ row: AlertRow, at now: Timestamp) -> [TextTable.Cell] {
    let since = row.since.map { TransitionLine.length(Double(now.since($0)) / 1e9) } ?? ""
    let style = row.isMuted || row.isQuiet ? TextStyle.dim : style(of: row.severity)
    return [.init(row.severity, style), .init(row.alertname), .init(row.name.isEmpty ? "-" : row.name), .init(since)]
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
