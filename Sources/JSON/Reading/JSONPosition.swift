// Where something stands in a text, as editors count.

/// A line and a column, both from 1; columns count Unicode scalars.
public struct JSONPosition: Sendable, Hashable, Comparable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Where that byte stands; an offset past the end stands for the end.
  public init(offset: Int, in bytes: UnsafeRawBufferPointer) {
    self.init(line: 1, column: 1)
    advance(over: bytes.prefix(offset))
  }

  public static func < (left: JSONPosition, right: JSONPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }

  /// Moves past these bytes: a line feed begins a line, a UTF-8 continuation byte adds no column.
  mutating func advance(over bytes: Slice<UnsafeRawBufferPointer>) {
    for byte in bytes {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
  }
}

extension JSONPosition: CustomStringConvertible {
  public var description: String { "line \(line), column \(column)" }
}
