// Escape sequences (RFC 8259, 7) turned into what they stand for.

extension JSONText {
  /// The string with its escapes replaced. The reader has checked their form; a sequence never grows: six bytes at least make three.
  func unescaped() -> String {
    String(unsafeUninitializedCapacity: bytes.count) { output in
      var length = 0
      var position = 0
      while position < bytes.count {
        guard bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count else {
          output[length] = bytes[position]
          length += 1
          position += 1
          continue
        }
        if bytes[position + 1] == UInt8(ascii: "u") {
          for unit in UTF8.encode(scalar(at: &position)) ?? UTF8.encodedReplacementCharacter {
            output[length] = unit
            length += 1
          }
        } else {
          output[length] = Self.character(escapedAs: bytes[position + 1])
          length += 1
          position += 2
        }
      }
      return length
    }
  }

  /// The scalar of the `\uXXXX` at `position`, or of a surrogate pair of two; moves past it. A lone surrogate is U+FFFD.
  private func scalar(at position: inout Int) -> Unicode.Scalar {
    let first = codeUnit(at: position)
    position += 6
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first & 0xFC00 == 0xD800, position + 6 <= bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    let second = codeUnit(at: position)
    guard second & 0xFC00 == 0xDC00 else { return "\u{FFFD}" }
    position += 6
    return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)) ?? "\u{FFFD}"
  }

  /// The four hexadecimal digits of the `\uXXXX` at `position`.
  private func codeUnit(at position: Int) -> UInt32 {
    var value: UInt32 = 0
    for index in position + 2..<min(position + 6, bytes.count) {
      value = value << 4 | UInt32(hexadecimalDigit(bytes[index]) ?? 0)
    }
    return value
  }

  private static func character(escapedAs letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }
}

/// The value of a hexadecimal digit.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
