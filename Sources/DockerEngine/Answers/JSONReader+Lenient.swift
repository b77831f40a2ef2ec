// Reading what may be missing, null, or of another kind in some engine: such a value is passed over.

import JSON

extension JSONReader {
  /// The string that comes next, nil for anything else.
  mutating func textOrSkip() throws(JSONError) -> JSONText? {
    guard try kind() == .string else {
      try skip()
      return nil
    }
    return try text()
  }

  /// The whole number that comes next, nil for anything else, also one with a fraction or too large.
  mutating func integerOrSkip() throws(JSONError) -> Int64? {
    guard try kind() == .number else {
      try skip()
      return nil
    }
    return Int64(try numberText())
  }

  /// The boolean that comes next, false for anything else.
  mutating func boolOrSkip() throws(JSONError) -> Bool {
    guard try kind() == .bool else {
      try skip()
      return false
    }
    return try bool()
  }

  /// Reads the object that comes next; passes over anything else.
  mutating func objectOrSkip(
    _ member: (_ key: JSONText, _ reader: inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    guard try kind() == .object else { return try skip() }
    try object(member)
  }

  /// Reads the array that comes next; passes over anything else.
  mutating func arrayOrSkip(_ element: (_ reader: inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
    guard try kind() == .array else { return try skip() }
    try array(element)
  }
}
