// From a tree back to the Swift value that wrote it.

extension JSONValue {
  /// Makes a value of what `JSONWriter.encode` wrote of it.
  public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: TreeReading(value: self)) }
}

/// Reads from one value of a tree.
private struct TreeReading: Decoder {
  let value: JSONValue

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard let members = value.members else { throw value.mismatch("an object") }
    return KeyedDecodingContainer(ObjectReading<Key>(value: value, members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let elements = value.elements else { throw value.mismatch("an array") }
    return ArrayReading(elements: elements)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { ScalarReading(value: value) }
}

private struct ObjectReading<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let value: JSONValue
  let members: [JSONValue.Member]

  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { members.compactMap { Key(stringValue: $0.key) } }

  private func member(_ key: Key) throws -> JSONValue {
    guard let found = members.first(where: { $0.key == key.stringValue })?.value else {
      throw DecodingError.keyNotFound(key, DecodingError.Context(codingPath: [], debugDescription: "no member \"\(key.stringValue)\""))
    }
    return found
  }

  func contains(_ key: Key) -> Bool { members.contains { $0.key == key.stringValue } }
  func decodeNil(forKey key: Key) throws -> Bool { try member(key).kind == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try Value(from: TreeReading(value: member(key)))
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
    try TreeReading(value: member(key)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try TreeReading(value: member(key)).unkeyedContainer()
  }

  func superDecoder() -> any Decoder { TreeReading(value: value["super"] ?? value) }
  func superDecoder(forKey key: Key) throws -> any Decoder { TreeReading(value: try member(key)) }
}

private struct ArrayReading: UnkeyedDecodingContainer {
  let elements: [JSONValue]
  private(set) var currentIndex = 0

  init(elements: [JSONValue]) {
    self.elements = elements
  }

  var codingPath: [any CodingKey] { [] }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private mutating func next() throws -> TreeReading {
    guard currentIndex < elements.count else {
      throw DecodingError.valueNotFound(
        JSONValue.self, DecodingError.Context(codingPath: [], debugDescription: "the array has \(elements.count) elements only"))
    }
    defer { currentIndex += 1 }
    return TreeReading(value: elements[currentIndex])
  }

  mutating func decodeNil() -> Bool {
    guard currentIndex < elements.count, elements[currentIndex].kind == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: next()) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct ScalarReading: SingleValueDecodingContainer {
  let value: JSONValue

  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { value.kind == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let bool) = value.content else { throw value.mismatch("true or false") }
    return bool
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let string) = value.content else { throw value.mismatch("a string") }
    return string
  }

  func decode(_ type: Double.Type) throws -> Double {
    guard case .number(let text) = value.content, let number = Double(text) else { throw value.mismatch("a number") }
    return number
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try whole() }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole() }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole() }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole() }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole() }
  func decode(_ type: UInt.Type) throws -> UInt { try whole() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole() }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: TreeReading(value: value)) }

  private func whole<Number: FixedWidthInteger>() throws -> Number {
    guard case .number(let text) = value.content, let number = Number(text) else { throw value.mismatch("a whole number in range") }
    return number
  }
}

extension JSONValue {
  fileprivate func mismatch(_ wanted: String) -> DecodingError {
    DecodingError.typeMismatch(
      JSONValue.self, DecodingError.Context(codingPath: [], debugDescription: "\(kind) where \(wanted) is wanted"))
  }
}
