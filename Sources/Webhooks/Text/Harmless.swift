// Foreign text (names, images, probe output) made harmless for people's eyes; what its markup would do is each format's own affair.

import Watch

extension String {
  /// Without escape sequences of terminals, control characters, marks that turn the direction of writing, and invisible ones that hide or
  /// split words. Line breaks become `\n`, tabs a space; the joiners that emoji and some scripts need stay.
  var harmless: String {
    var kept = UnicodeScalarView()
    var isAfterReturn = false
    for scalar in withoutEscapeSequences.unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      switch scalar {
      case "\n": if !isAfterReturn { kept.append(scalar) }
      case "\r", "\u{2028}", "\u{2029}": kept.append("\n")
      case "\t", "\u{A0}": kept.append(" ")
      case _ where scalar.isHidden: continue
      default: kept.append(scalar)
      }
    }
    return String(kept)
  }

  /// The same on one line.
  var harmlessLine: String {
    harmless.split(separator: "\n", omittingEmptySubsequences: true).joined(separator: " ")
  }
}

extension Unicode.Scalar {
  /// Controls (C0, C1), bidirectional marks (UAX #9), zero-width spaces, tags.
  fileprivate var isHidden: Bool {
    switch value {
    case 0x200C, 0x200D: false
    case 0xE0000...0xE0FFF, 0xFFF9...0xFFFB: true
    default:
      switch properties.generalCategory {
      case .control, .format, .surrogate: true
      default: false
      }
    }
  }
}
