// A table of text: columns as wide as they need to be, or as there is room for.

/// Rows under titles, aligned by what terminals show.
public struct TextTable: Sendable {
  public struct Column: Sendable {
    var title: String
    /// The least width it is cut down to where there is little room; nil: it is never cut.
    var minimum: Int?
    var isNumber: Bool

    public init(_ title: String, minimum: Int? = nil, isNumber: Bool = false) {
      self.title = title
      self.minimum = minimum
      self.isNumber = isNumber
    }
  }

  public struct Cell: Sendable, Hashable {
    var text: String
    var style: TextStyle

    /// A cell of one line; what could move the cursor is taken out.
    public init(_ text: String, _ style: TextStyle = .plain) {
      self.text = TransitionLine.printable(text)
      self.style = style
    }
  }

  private static let gap = 2

  private let columns: [Column]
  private var rows: [[Cell]] = []

  public init(_ columns: [Column]) {
    self.columns = columns
  }

  /// Adds a row, a cell for each column.
  public mutating func add(_ row: [Cell]) {
    rows.append(row)
  }

  /// The lines, the titles first. `width` is that of the terminal in columns, nil where nothing needs to be cut.
  public func lines(width: Int?, showsStyle: Bool) -> [String] {
    let titles = columns.map { Cell($0.title, .bold) }
    let widths = widths(fitting: width)
    return ([titles] + rows).map { line($0, widths, showsStyle) }
  }

  /// The natural widths, the widest columns cut down first until all fit.
  private func widths(fitting width: Int?) -> [Int] {
    var widths = columns.indices.map { index in
      rows.reduce(DisplayWidth.of(columns[index].title)) { max($0, DisplayWidth.of($1[index].text)) }
    }
    guard let width else { return widths }
    var excess = widths.reduce(Self.gap * (columns.count - 1), +) - width
    while excess > 0 {
      let cuttable = columns.indices.filter { index in columns[index].minimum.map { widths[index] > $0 } ?? false }
      guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private func line(_ cells: [Cell], _ widths: [Int], _ showsStyle: Bool) -> String {
    var line = ""
    var pending = 0
    for (index, cell) in cells.enumerated() {
      let text = DisplayWidth.cut(cell.text, to: widths[index])
      let padding = widths[index] - DisplayWidth.of(text)
      let before = columns[index].isNumber ? padding : 0
      // No line ends in blanks.
      if !text.isEmpty {
        line += String(repeating: " ", count: pending + before) + (showsStyle ? cell.style.applied(to: text) : text)
        pending = padding - before + Self.gap
      } else {
        pending += widths[index] + Self.gap
      }
    }
    return line
  }
}
