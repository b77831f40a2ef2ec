// Objects and arrays: a loop (or a closure) reads each member or element, or leaves it to be skipped.

extension JSONReader {
  /// Enters an object; `while let key = try reader.nextKey() { … }` then goes through all of it.
  public mutating func beginObject() throws(JSONError) {
    try open(UInt8(ascii: "{"), .object)
  }

  /// The next key, its value coming next, or nil past the object's end. A value that was not touched is skipped.
  public mutating func nextKey() throws(JSONError) -> JSONText? {
    guard try next(closing: UInt8(ascii: "}"), .commaOrClosingBrace) else { return nil }
    let key = try key()
    untouched = offset
    return key
  }

  /// Enters an array; `while try reader.nextElement() { … }` then goes through all of it.
  public mutating func beginArray() throws(JSONError) {
    try open(UInt8(ascii: "["), .array)
  }

  /// Whether another element comes next; false past the array's end. An element that was not touched is skipped.
  public mutating func nextElement() throws(JSONError) -> Bool {
    guard try next(closing: UInt8(ascii: "]"), .commaOrClosingBracket) else { return false }
    skipWhitespace()
    untouched = offset
    return true
  }
}

// MARK: With closures

extension JSONReader {
  /// Reads an object. The closure gets each key and reads its value, or leaves it to be skipped.
  public mutating func object(
    _ member: (_ key: JSONText, _ reader: inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    try beginObject()
    while let key = try nextKey() { try member(key, &self) }
  }

  /// Reads an array. The closure reads each element, or leaves it to be skipped.
  public mutating func array(_ element: (_ reader: inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
    try beginArray()
    while try nextElement() { try element(&self) }
  }

  /// Reads an array into what the closure makes of each element.
  public mutating func elements<Element>(
    _ element: (_ reader: inout JSONReader) throws(JSONError) -> Element
  ) throws(JSONError) -> [Element] {
    var elements: [Element] = []
    try beginArray()
    while try nextElement() { elements.append(try element(&self)) }
    return elements
  }
}

// MARK: Punctuation

extension JSONReader {
  /// Moves to a value that begins with this bracket, and past it.
  @inline(__always)
  private mutating func open(_ bracket: UInt8, _ wanted: JSONKind) throws(JSONError) {
    try expect(bracket, wanted)
    guard depthLeft > 0 else { throw error(.tooDeep) }
    depthLeft &-= 1
    offset &+= 1
    isAtOpening = true
  }

  /// Moves to the next member or element (true), or past the closing bracket (false).
  @inline(__always)
  private mutating func next(closing: UInt8, _ expected: JSONError.Expectation) throws(JSONError) -> Bool {
    if !isAtOpening, offset == untouched { try skip() }
    skipWhitespace()
    guard offset < end else { throw error(.unexpectedEnd(isAtOpening ? expected.opening : expected)) }
    if byte == closing {
      offset &+= 1
      depthLeft &+= 1
      isAtOpening = false
      return false
    }
    if isAtOpening {
      isAtOpening = false
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw error(.unexpectedByte(byte, expected)) }
    offset &+= 1
    return true
  }

  /// Reads a key and its colon, up to the first byte of the value.
  @inline(__always)
  private mutating func key() throws(JSONError) -> JSONText {
    skipWhitespace()
    guard offset < end else { throw error(.unexpectedEnd(.key)) }
    guard byte == UInt8(ascii: "\"") else { throw error(.unexpectedByte(byte, .key)) }
    offset &+= 1
    let key = try stringAfterQuote()
    skipWhitespace()
    guard offset < end else { throw error(.unexpectedEnd(.colon)) }
    guard byte == UInt8(ascii: ":") else { throw error(.unexpectedByte(byte, .colon)) }
    offset &+= 1
    skipWhitespace()
    return key
  }
}

extension JSONError.Expectation {
  /// What may stand right after the opening bracket.
  fileprivate var opening: JSONError.Expectation {
    self == .commaOrClosingBrace ? .keyOrClosingBrace : .valueOrClosingBracket
  }
}
