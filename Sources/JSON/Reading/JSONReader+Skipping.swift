// Passing over what nobody asked for, as strictly as if it were read.

extension JSONReader {
  /// Moves past the next value, whatever it is.
  public mutating func skip() throws(JSONError) {
    switch try kind() {
    case .object:
      try beginObject()
      while try nextKey() != nil { try skip() }
    case .array:
      try beginArray()
      while try nextElement() { try skip() }
    case .string:
      offset &+= 1
      _ = try stringAfterQuote()
    case .number: _ = try number()
    case .bool: _ = try bool()
    case .null: _ = try null()
    }
  }
}
