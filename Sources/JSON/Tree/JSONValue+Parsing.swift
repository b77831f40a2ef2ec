// From bytes to the tree, by the same reader that decodes events.

extension JSONValue {
  /// Reads a whole text; the first thing wrong with it is thrown, in words.
  public init(parsing text: [UInt8], maximumDepth: Int = 128) throws(JSONSyntaxError) {
    self = try text.withUnsafeBufferPointer { buffer throws(JSONSyntaxError) in
      let bytes = UnsafeRawBufferPointer(buffer)
      var builder = TreeBuilder(bytes: bytes, reader: JSONReader(bytes, maximumDepth: maximumDepth))
      do throws(JSONError) {
        return try builder.text()
      } catch {
        throw JSONSyntaxError(error, in: bytes)
      }
    }
  }
}

/// Builds the tree while counting lines; positions are asked for in the order of the text.
private struct TreeBuilder: ~Copyable {
  let bytes: UnsafeRawBufferPointer
  var reader: JSONReader
  var counted = 0
  var position = JSONPosition(line: 1, column: 1)

  mutating func text() throws(JSONError) -> JSONValue {
    let value = try value()
    try reader.finish()
    return value
  }

  mutating func value() throws(JSONError) -> JSONValue {
    let kind = try reader.kind()
    let start = position(of: reader.offset)
    switch kind {
    case .object: return JSONValue(.object(try members()), at: start)
    case .array: return JSONValue(.array(try elements()), at: start)
    case .string: return JSONValue(.string(try reader.string()), at: start)
    case .number: return JSONValue(.number(try reader.numberText()), at: start)
    case .bool: return JSONValue(.bool(try reader.bool()), at: start)
    case .null:
      _ = try reader.null()
      return JSONValue(.null, at: start)
    }
  }

  private mutating func members() throws(JSONError) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      let keyPosition = position(of: key.offset(in: bytes) - 1)
      members.append(JSONValue.Member(key: key.string, keyPosition: keyPosition, value: try value()))
    }
    return members
  }

  private mutating func elements() throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try reader.beginArray()
    while try reader.nextElement() { elements.append(try value()) }
    return elements
  }

  private mutating func position(of offset: Int) -> JSONPosition {
    position.advance(over: bytes[counted..<offset])
    counted = offset
    return position
  }
}

extension JSONText {
  /// Where the string's first byte stands in the bytes it was read from.
  fileprivate func offset(in bytes: UnsafeRawBufferPointer) -> Int {
    guard let base = bytes.baseAddress, let start = self.bytes.baseAddress else { return 1 }
    return UnsafeRawPointer(start) - base
  }
}
