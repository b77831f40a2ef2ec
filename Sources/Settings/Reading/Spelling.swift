// What a person probably meant: the nearest of the words that are known.

/// A list of known words.
struct Spelling {
  let words: [String]

  /// `did you mean "info"?`, when a known word is at most two slips away, and no more than half of its letters; or begins as this one does.
  func suggestion(for word: some StringProtocol) -> String? {
    nearest(to: String(word)).map { "did you mean \"\($0)\"?" }
  }

  private func nearest(to word: String) -> String? {
    var best: (word: String, distance: Int)?
    for known in words {
      let limit = min(2, known.count / 2)
      let distance = Self.distance(Array(word.lowercased().unicodeScalars), Array(known.lowercased().unicodeScalars))
      if distance <= limit, distance < best?.distance ?? .max { best = (known, distance) }
    }
    return best?.word
      ?? words.first { known in
        let (short, long) = word.count < known.count ? (word, known) : (known, word)
        return short.count >= 4 && long.lowercased().hasPrefix(short.lowercased())
      }
  }

  /// Letters to insert, delete, replace or swap with their neighbour (Damerau and Levenshtein, optimal string alignment).
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    guard abs(left.count - right.count) <= 2 else { return .max }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other { cost = min(cost, beforeLast[column - 1] + 1) }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
