// JSON written into bytes, front to back: compact for lines (NDJSON), or indented for people.

/// Writes JSON values one after the other; it puts in commas, colons and indentation, and trusts the order of the calls.
public struct JSONWriter: Sendable {
  public enum Layout: Sendable {
    /// No white space at all.
    case compact
    /// Each member and element on a line of its own, indented by two spaces a level.
    case pretty
  }

  /// What has been written so far.
  public internal(set) var bytes: [UInt8] = []
  let layout: Layout
  private var depth = 0
  /// Whether the next value or key follows another one in the same object or array.
  private var needsComma = false
  /// Whether a key was just written, and its value comes on the same line.
  private var isAfterKey = false

  public init(_ layout: Layout = .compact, reservingCapacity capacity: Int = 0) {
    self.layout = layout
    bytes.reserveCapacity(capacity)
  }

  /// What has been written, as a string.
  public var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Forgets what was written, and keeps the memory for the next text.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    depth = 0
    needsComma = false
    isAfterKey = false
  }

  /// Ends a line (NDJSON); what comes next is a text of its own.
  public mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }
}

// MARK: Objects and arrays

extension JSONWriter {
  public mutating func beginObject() { begin(UInt8(ascii: "{")) }
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  public mutating func beginArray() { begin(UInt8(ascii: "[")) }
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes a key; its value must come next.
  public mutating func key(_ key: String) {
    separate()
    appendQuoted(key)
    bytes.append(UInt8(ascii: ":"))
    if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
    isAfterKey = true
  }

  /// Writes an object whose members the closure writes.
  public mutating func object<Failure: Error>(_ members: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    beginObject()
    try members(&self)
    endObject()
  }

  /// Writes an array whose elements the closure writes.
  public mutating func array<Failure: Error>(_ elements: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    beginArray()
    try elements(&self)
    endArray()
  }

  private mutating func begin(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    depth += 1
    needsComma = false
  }

  private mutating func end(_ bracket: UInt8) {
    depth -= 1
    if layout == .pretty, needsComma { breakLine() }
    bytes.append(bracket)
    needsComma = true
  }

  /// Writes what belongs between the last value and the next.
  mutating func separate() {
    if isAfterKey {
      isAfterKey = false
      return
    }
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    if layout == .pretty, depth > 0 { breakLine() }
    needsComma = true
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<depth * 2 { bytes.append(UInt8(ascii: " ")) }
  }
}
