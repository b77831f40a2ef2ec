// What a person meant by a placeholder that is none.

extension Placeholder {
  /// The nearest placeholder: the same but for its case or for `labels.` and `annotations.`, or at most two slips away.
  static func suggestion(for name: String) -> Placeholder? {
    let key = key(of: name)
    let last = key.split(separator: ".").last ?? ""
    if let same = all.first(where: { Self.key(of: $0.name) == key }) { return same }
    if let bare = all.first(where: { Self.key(of: $0.name).split(separator: ".").last == last }) { return bare }
    let distances = all.map { (placeholder: $0, distance: distance(Array(Self.key(of: $0.name).utf8), Array(key.utf8))) }
    return distances.min { $0.distance < $1.distance }.flatMap { $0.distance <= 2 ? $0.placeholder : nil }
  }

  private static func key(of name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" }
  }

  /// Letters to insert, delete or replace (Levenshtein); long ones are not worth the time.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard abs(left.count - right.count) <= 2 else { return .max }
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        current.append(min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1)))
      }
      last = current
    }
    return last[right.count]
  }
}
