// Some rows side by side: the unit of what is rebuilt (DESIGN.md, "Snapshots in pages").

import Watch

/// At most `capacity` rows, rising by name.
struct RowPage: Sendable {
  static let capacity = 64

  private(set) var rows: [ContainerRow]
  /// The length of each family's text over all rows.
  private(set) var lengths: [Int]

  init(_ rows: [ContainerRow] = []) {
    self.rows = rows
    lengths = Array(repeating: 0, count: ContainerMetrics.all.count)
    for row in rows { count(row, 1) }
  }

  /// Where the name is, or where it would go.
  func position(of name: ContainerName) -> (index: Int, isFound: Bool) {
    let index = rows.partition { $0.view.name < name }
    return (index, index < rows.count && rows[index].view.name == name)
  }

  mutating func insert(_ row: ContainerRow, at index: Int) {
    rows.insert(row, at: index)
    count(row, 1)
  }

  mutating func replace(at index: Int, with row: ContainerRow) {
    count(rows[index], -1)
    rows[index] = row
    count(row, 1)
  }

  mutating func remove(at index: Int) {
    count(rows.remove(at: index), -1)
  }

  /// Copies one family's text of all rows to where there is room for it; returns its length.
  func copyText(of metric: Int, to destination: UnsafeMutableRawBufferPointer) -> Int {
    var position = 0
    for row in rows {
      row.text.withText(of: metric) { text in
        UnsafeMutableRawBufferPointer(rebasing: destination[position...]).copyMemory(from: text)
        position += text.count
      }
    }
    return position
  }

  /// Takes the upper half out.
  mutating func split() -> RowPage {
    let upper = RowPage(Array(rows[(rows.count / 2)...]))
    self = RowPage(Array(rows[..<(rows.count / 2)]))
    return upper
  }

  private mutating func count(_ row: ContainerRow, _ sign: Int) {
    for metric in lengths.indices { lengths[metric] += sign * row.text.length(of: metric) }
  }
}

extension Array {
  /// The number of leading elements that are before something, where all of those come first.
  func partition(_ isBefore: (Element) -> Bool) -> Int {
    var lower = 0
    var upper = count
    while lower < upper {
      let middle = (lower + upper) / 2
      if isBefore(self[middle]) { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
