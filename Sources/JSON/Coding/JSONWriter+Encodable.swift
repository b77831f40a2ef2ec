// Swift's own description of a value (`Encodable`), written as JSON.

extension JSONWriter {
  /// Writes a value as it describes itself; optional members that are nil are left out. Whole numbers must fit 64 bits with a sign.
  public mutating func encode(_ value: some Encodable) throws {
    let scribe = Scribe(writer: self)
    defer { self = scribe.writer }
    try scribe.write(value)
  }
}

/// Writes while values describe themselves. It relies on what synthesized conformances do: a value opens containers one inside the other, and is
/// done with all of them when its `encode(to:)` returns.
private final class Scribe: Encoder {
  var writer: JSONWriter
  private var open: [Bracket] = []

  private enum Bracket {
    case object, array
  }

  init(writer: JSONWriter) {
    self.writer = writer
  }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func write(_ value: some Encodable) throws {
    let depth = open.count
    try value.encode(to: self)
    while let bracket = open.last, open.count > depth {
      switch bracket {
      case .object: writer.endObject()
      case .array: writer.endArray()
      }
      open.removeLast()
    }
  }

  func beginObject() {
    writer.beginObject()
    open.append(.object)
  }

  func beginArray() {
    writer.beginArray()
    open.append(.array)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    beginObject()
    return KeyedEncodingContainer(ObjectScribe<Key>(scribe: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    beginArray()
    return ArrayScribe(scribe: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { ScalarScribe(scribe: self) }
}

private struct ObjectScribe<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let scribe: Scribe

  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) {
    scribe.writer.nullMember(key.stringValue)
  }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    scribe.writer.key(key.stringValue)
    try scribe.write(value)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
    scribe.writer.key(key.stringValue)
    return scribe.container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    scribe.writer.key(key.stringValue)
    return scribe.unkeyedContainer()
  }

  func superEncoder() -> any Encoder {
    scribe.writer.key("super")
    return scribe
  }

  func superEncoder(forKey key: Key) -> any Encoder {
    scribe.writer.key(key.stringValue)
    return scribe
  }
}

private struct ArrayScribe: UnkeyedEncodingContainer {
  let scribe: Scribe
  private(set) var count = 0

  init(scribe: Scribe) {
    self.scribe = scribe
  }

  var codingPath: [any CodingKey] { [] }

  mutating func encodeNil() {
    count += 1
    scribe.writer.null()
  }

  mutating func encode<Value: Encodable>(_ value: Value) throws {
    count += 1
    try scribe.write(value)
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    count += 1
    return scribe.container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    count += 1
    return scribe.unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    count += 1
    return scribe
  }
}

private struct ScalarScribe: SingleValueEncodingContainer {
  let scribe: Scribe

  var codingPath: [any CodingKey] { [] }

  func encodeNil() { scribe.writer.null() }
  func encode(_ value: Bool) { scribe.writer.value(value) }
  func encode(_ value: String) { scribe.writer.value(value) }
  func encode(_ value: Double) { scribe.writer.value(value) }
  func encode(_ value: Float) { scribe.writer.value(Double(value)) }
  func encode(_ value: Int) { scribe.writer.value(value) }
  func encode(_ value: Int8) { scribe.writer.value(Int64(value)) }
  func encode(_ value: Int16) { scribe.writer.value(Int64(value)) }
  func encode(_ value: Int32) { scribe.writer.value(Int64(value)) }
  func encode(_ value: Int64) { scribe.writer.value(value) }
  func encode(_ value: UInt) throws { try encodeUnsigned(UInt64(value)) }
  func encode(_ value: UInt8) { scribe.writer.value(Int64(value)) }
  func encode(_ value: UInt16) { scribe.writer.value(Int64(value)) }
  func encode(_ value: UInt32) { scribe.writer.value(Int64(value)) }
  func encode(_ value: UInt64) throws { try encodeUnsigned(value) }
  func encode<Value: Encodable>(_ value: Value) throws { try scribe.write(value) }

  private func encodeUnsigned(_ value: UInt64) throws {
    guard let number = Int64(exactly: value) else {
      throw EncodingError.invalidValue(value, EncodingError.Context(codingPath: [], debugDescription: "does not fit 64 bits with a sign"))
    }
    scribe.writer.value(number)
  }
}
