// What programs write to colour a terminal, to move its cursor and to name its window (ECMA-48; xterm's "Control Sequences").

extension String {
  /// Without whole escape sequences, so that `ESC [31mred` is `red` and not `[31mred`; what has no ESC (or its one-character form) before it stays.
  public var withoutEscapeSequences: String {
    // ESC, or the first byte of U+0080–U+00BF, where the one-character forms are.
    guard utf8.contains(where: { $0 == 0x1B || $0 == 0xC2 }) else { return self }
    var (kept, rest) = (UnicodeScalarView(), Substring(self).unicodeScalars)
    while let scalar = rest.popFirst() {
      guard let sequence = EscapeSequence(scalar, &rest) else {
        kept.append(scalar)
        continue
      }
      sequence.skip(&rest)
    }
    return String(kept)
  }
}

/// A sequence by how it begins, which tells how it ends.
private enum EscapeSequence {
  /// ESC `[`: parameters, then a final character.
  case control
  /// ESC `]` and its like (titles, links, pictures): up to the string terminator or BEL.
  case string
  /// ESC alone, or with one character that is a function of its own.
  case escape

  /// What the character begins, perhaps with the next one, which is then taken away; nil: nothing.
  init?(_ scalar: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView) {
    switch scalar {
    case "\u{1B}":
      self = .escape
      if rest.first == "[" { self = .control }
      if let next = rest.first, "]PX^_".unicodeScalars.contains(next) { self = .string }
      if self != .escape { rest.removeFirst() }
    case "\u{9B}": self = .control
    case "\u{9D}", "\u{90}", "\u{98}", "\u{9E}", "\u{9F}": self = .string
    default: return nil
    }
  }

  /// Takes away what belongs to it. What breaks it off, a line's end for instance, does not.
  func skip(_ rest: inout Substring.UnicodeScalarView) {
    switch self {
    case .control:
      rest = rest.drop { ("0"..."?").contains($0) }
      rest = rest.drop { (" "..."/").contains($0) }
      if let final = rest.first, ("@"..."~").contains(final) { rest.removeFirst() }
    case .escape:
      let end = rest.drop { (" "..."/").contains($0) }
      if let final = end.first, ("0"..."~").contains(final) { rest = end.dropFirst() }
    case .string:
      // One that nothing ends would hide all that follows: of it only the beginning goes.
      guard let end = rest.firstIndex(where: { $0.properties.generalCategory == .control }) else { return }
      let after = rest[rest.index(after: end)...]
      switch rest[end] {
      case "\u{7}", "\u{9C}": rest = after
      case "\u{1B}" where after.first == "\\": rest = after.dropFirst()
      default: return
      }
    }
  }
}
