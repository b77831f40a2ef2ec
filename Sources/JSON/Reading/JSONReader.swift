// A pull reader over bytes: strict (RFC 8259), without allocation, asked for one value after the other.

/// Reads a JSON text value by value, straight from its bytes, which must outlive it. After an error it is of no further use.
public struct JSONReader: ~Copyable {
  let base: UnsafeRawPointer
  let end: Int
  /// How far it has read.
  public internal(set) var offset = 0
  /// How many more objects and arrays may be opened inside each other.
  var depthLeft: Int
  /// Whether an opening bracket was the last thing read.
  var isAtOpening = false
  /// Where the value of the last member or element begins: still there, it has not been touched.
  var untouched = -1

  /// A reader that follows objects and arrays nested at most so deep.
  public init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int = 128) {
    self.base = bytes.baseAddress ?? UnsafeRawPointer(StaticString("").utf8Start)
    self.end = bytes.count
    self.depthLeft = maximumDepth
  }

  /// Reads one value by `body`, and makes sure that nothing follows it.
  public static func read<Value>(
    _ bytes: UnsafeRawBufferPointer, maximumDepth: Int = 128, _ body: (inout JSONReader) throws(JSONError) -> Value
  ) throws(JSONError) -> Value {
    var reader = JSONReader(bytes, maximumDepth: maximumDepth)
    let value = try body(&reader)
    try reader.finish()
    return value
  }

  /// As above, from an array.
  public static func read<Value>(
    _ bytes: [UInt8], maximumDepth: Int = 128, _ body: (inout JSONReader) throws(JSONError) -> Value
  ) throws(JSONError) -> Value {
    try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
      try read(UnsafeRawBufferPointer(buffer), maximumDepth: maximumDepth, body)
    }
  }

  /// The kind of the value that comes next; fails when none can begin there.
  public mutating func kind() throws(JSONError) -> JSONKind {
    skipWhitespace()
    guard offset < end else { throw error(.unexpectedEnd(.value)) }
    guard let kind = JSONKind(firstByte: byte) else { throw error(.unexpectedByte(byte, .value)) }
    return kind
  }

  /// Makes sure that nothing but white space is left.
  public mutating func finish() throws(JSONError) {
    skipWhitespace()
    guard offset == end else { throw error(.trailingBytes) }
  }

  /// The decoder's own complaint about the value just read.
  public func rejection(_ complaint: String) -> JSONError {
    error(.rejected(complaint))
  }
}

// MARK: The cursor

extension JSONReader {
  /// The byte to be read next; there must be one.
  var byte: UInt8 {
    @inline(__always) get { base.load(fromByteOffset: offset, as: UInt8.self) }
  }

  func error(_ reason: JSONError.Reason) -> JSONError {
    JSONError(offset: offset, reason: reason)
  }

  /// Moves to the next byte that is no white space (RFC 8259, 2).
  @inline(__always)
  mutating func skipWhitespace() {
    while offset < end {
      let byte = byte
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      offset &+= 1
    }
  }

  /// Moves to a value of that kind, which begins with this byte.
  @inline(__always)
  mutating func expect(_ first: UInt8, _ wanted: JSONKind) throws(JSONError) {
    skipWhitespace()
    guard offset < end, byte == first else { throw mismatch(wanted) }
  }

  /// Why no such value begins here.
  mutating func mismatch(_ wanted: JSONKind) -> JSONError {
    do throws(JSONError) {
      return error(.wrongKind(try kind(), wanted: wanted))
    } catch {
      return error
    }
  }
}
