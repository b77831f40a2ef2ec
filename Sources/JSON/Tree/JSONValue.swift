// A JSON text as a tree that remembers how it was written: order, doubled keys, and where everything stood.

/// One value of a JSON text, and where it begins.
public struct JSONValue: Sendable, Hashable {
  public var content: Content
  public var position: JSONPosition

  public init(_ content: Content, at position: JSONPosition) {
    self.content = content
    self.position = position
  }

  public enum Content: Sendable, Hashable {
    /// Members in the order of the text; a key that was written twice is there twice.
    case object([Member])
    case array([JSONValue])
    case string(String)
    /// The number as it was written.
    case number(String)
    case bool(Bool)
    case null
  }

  /// A key, where it stands, and its value.
  public struct Member: Sendable, Hashable {
    public var key: String
    public var keyPosition: JSONPosition
    public var value: JSONValue

    public init(key: String, keyPosition: JSONPosition, value: JSONValue) {
      self.key = key
      self.keyPosition = keyPosition
      self.value = value
    }
  }

  public var kind: JSONKind {
    switch content {
    case .object: .object
    case .array: .array
    case .string: .string
    case .number: .number
    case .bool: .bool
    case .null: .null
    }
  }

  /// The members, if this is an object.
  public var members: [Member]? {
    guard case .object(let members) = content else { return nil }
    return members
  }

  /// The elements, if this is an array.
  public var elements: [JSONValue]? {
    guard case .array(let elements) = content else { return nil }
    return elements
  }

  /// The value of the first member of that key, if this is an object that has one.
  public subscript(_ key: String) -> JSONValue? {
    members?.first { $0.key == key }?.value
  }
}
