// Text made to fit a receiver's limit: cut between characters, with a count of what was left out.

/// A limit on the length of a text, as it is after escaping.
struct Fitting {
  var limit: Int
  var unit: LengthUnit
  /// What a character becomes in this format.
  var escape: (Character) -> String = { String($0) }

  /// The escaped text, whole when it fits; else its beginning and `… (+1234 characters)`.
  func fitted(_ text: String) -> String {
    // Escaping shortens nothing.
    if unit.count(text) <= limit {
      let whole = escaped(text)
      guard unit.count(whole) > limit else { return whole }
    }
    let total = text.count
    let note = note(leftOut: total)
    let room = limit - unit.count(note)
    guard room > 0 else { return prefix(of: text, within: limit).text }
    let (kept, count) = prefix(of: text, within: room)
    return kept + self.note(leftOut: total - count)
  }

  /// The escaped text, without any limit.
  func escaped(_ text: String) -> String {
    text.reduce(into: "") { $0 += escape($1) }
  }

  private func note(leftOut count: Int) -> String {
    escaped("… (+\(count) character\(count == 1 ? "" : "s"))")
  }

  /// Emoji of families and flags are shorter; only endless combining marks make longer ones.
  private static let longestCharacter = 64

  /// As many characters as fit. One that is longer than all honest ones, and than the whole room, is cut between its scalars.
  private func prefix(of text: String, within room: Int) -> (text: String, count: Int) {
    var kept = ""
    var used = 0
    var count = 0
    for character in text {
      let piece = escape(character)
      let length = unit.count(piece)
      guard used + length <= room else {
        if kept.isEmpty, length > Self.longestCharacter { kept = scalars(of: piece, within: room) }
        break
      }
      kept += piece
      used += length
      count += 1
    }
    return (kept, count)
  }

  private func scalars(of piece: String, within room: Int) -> String {
    var kept = String.UnicodeScalarView()
    for scalar in piece.unicodeScalars {
      guard unit.count(String(kept) + String(scalar)) <= room else { break }
      kept.append(scalar)
    }
    return String(kept)
  }
}
