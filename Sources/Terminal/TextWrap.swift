// Long sentences on terminals: broken between words, what follows the first line indented.

/// Lines of at most so many columns.
enum TextWrap {
  /// The text in lines; a word that is too long for a line by itself is broken. There is room for at least one wide character a line.
  static func lines(_ text: String, width: Int, indent: Int) -> [String] {
    let width = max(width, indent + 2)
    let margin = String(repeating: " ", count: indent)
    var (lines, line, used, isFirst) = ([String](), "", 0, true)
    func end() {
      lines.append(line)
      (line, used, isFirst) = (margin, indent, true)
    }
    for word in words(text) {
      let columns = DisplayWidth.of(word)
      // A line of blanks alone is none: what is too long for any line begins on it.
      if isFirst || used + 1 + columns <= width || line.allSatisfy({ $0 == " " }) {
        if !isFirst { line += " " }
        used += isFirst ? 0 : 1
      } else {
        end()
      }
      for character in word {
        let columns = DisplayWidth.of(String(character))
        if used + columns > width { end() }
        line.append(character)
        used += columns
      }
      isFirst = false
    }
    return lines + [line]
  }

  /// The words; a number and its unit are one.
  private static func words(_ text: String) -> [String] {
    text.split(separator: " ", omittingEmptySubsequences: false).reduce(into: []) { words, word in
      if let last = words.last, isNumber(last), isUnit(word) { words[words.count - 1] += " " + word } else { words.append(String(word)) }
    }
  }

  private static func isNumber(_ word: String) -> Bool {
    word.last?.isWholeNumber == true && word.allSatisfy { $0.isWholeNumber || ".,".contains($0) }
  }

  private static func isUnit(_ word: Substring) -> Bool {
    ["s", "min", "h", "d", "KiB", "MiB", "GiB"].contains(word.prefix { $0.isLetter })
      && word.drop { $0.isLetter }.allSatisfy(\.isPunctuation)
  }
}
