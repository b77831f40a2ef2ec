// A table of text: columns as wide as they need to be, or as there is room for.

/// Rows under titles, aligned by what terminals show.
public struct TextTable: Sendable {
  public struct Column: Sendable {
    var title: String
    /// The title where there is little room.
    var short: String
    /// The least width it is cut down to where there is little room; nil: it is never cut.
    var minimum: Int?
    var isNumber: Bool
    /// Names are cut in the middle, as often only their ends differ: very long ones first, others last.
    var isName: Bool

    public init(_ title: String, short: String? = nil, minimum: Int? = nil, isNumber: Bool = false, isName: Bool = false) {
      self.title = title
      self.short = short ?? title
      self.minimum = minimum
      self.isNumber = isNumber
      self.isName = isName
    }
  }

  public struct Cell: Sendable, Hashable {
    var text: String
    var style: TextStyle
    /// What it lists, if it is a list.
    private var items: [String] = []

    /// A cell of one line; what could move the cursor is taken out.
    public init(_ text: String, _ style: TextStyle = .plain) {
      self.text = TransitionLine.printable(text)
      self.style = style
    }

    /// A cell that lists something: what has no room is still counted, `Unhealthy +2`.
    public init(listing items: [String], _ style: TextStyle = .plain) {
      self.items = items.map(TransitionLine.printable)
      self.text = self.items.joined(separator: ", ")
      self.style = style
    }

    fileprivate func text(within columns: Int, isName: Bool) -> String {
      guard DisplayWidth.of(text) > columns else { return text }
      if isName { return DisplayWidth.cutInside(text, to: columns) }
      guard items.count > 1 else { return DisplayWidth.cut(text, to: columns) }
      let shortened = (1..<items.count).map { items.prefix($0).joined(separator: ", ") + " +\(items.count - $0)" }
      let rest = " +\(items.count - 1)"
      return shortened.last { DisplayWidth.of($0) <= columns } ?? DisplayWidth.cut(items[0], to: columns - rest.count) + rest
    }
  }

  private static let gap = 2
  /// A name that is longer leaves more room to others before they are cut.
  private static let longName = 30

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
    let isTight = width.map { self.width > $0 } ?? false
    let titles = columns.map { isTight ? $0.short : $0.title }
    var widths = naturalWidths(titles)
    if let width, isTight { fit(&widths, into: width) }
    return ([titles.map { Cell($0, .bold) }] + rows).map { line($0, widths, showsStyle) }
  }

  /// Columns it takes when nothing is cut.
  var width: Int { sum(naturalWidths(columns.map(\.title))) }

  private func sum(_ widths: [Int]) -> Int { widths.reduce(Self.gap * (columns.count - 1), +) }

  private func naturalWidths(_ titles: [String]) -> [Int] {
    columns.indices.map { index in rows.reduce(DisplayWidth.of(titles[index])) { max($0, DisplayWidth.of($1[index].text)) } }
  }

  /// The widest columns are cut down first until all fit: very long names, then all else, then names.
  private func fit(_ widths: inout [Int], into width: Int) {
    var excess = sum(widths) - width
    for (isName, floor) in [(true, Self.longName), (false, 0), (true, 0)] {
      while excess > 0 {
        let cuttable = columns.indices.filter { columns[$0].isName == isName && widths[$0] > max(columns[$0].minimum ?? .max, floor) }
        guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
  }

  private func line(_ cells: [Cell], _ widths: [Int], _ showsStyle: Bool) -> String {
    var line = ""
    var pending = 0
    for (index, cell) in cells.enumerated() {
      let text = cell.text(within: widths[index], isName: columns[index].isName)
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
