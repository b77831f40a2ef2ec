// A body that the user writes: any JSON, with placeholders in its strings.

public import JSON
public import Watch

/// A tree in whose string values (not keys) placeholders are replaced, so that the result is always valid JSON.
public struct CustomBody: Sendable, Hashable {
  private let tree: JSONValue

  /// Fails with everything that is wrong in its strings.
  public init(_ tree: JSONValue) throws(CustomBodyError) {
    let problems = Self.problems(in: tree)
    guard problems.isEmpty else { throw CustomBodyError(problems: problems) }
    self.tree = tree
  }

  /// What is wrong with the strings of a body, and where, in the order of the text.
  public static func problems(in tree: JSONValue) -> [CustomBodyError.Problem] {
    switch tree.content {
    case .object(let members): members.flatMap { problems(in: $0.value).under("." + $0.key) }
    case .array(let elements): elements.enumerated().flatMap { problems(in: $1).under("[\($0)]") }
    case .string(let text): MessageTemplate.errors(in: text).map { .init(path: "", position: tree.position, reason: $0) }
    case .number, .bool, .null: []
    }
  }

  func body(for notification: Notification, in context: ReceiverContext) -> RequestBody {
    var json = JSONWriter()
    json.value(Self.filled(tree, with: PlaceholderValues(notification: notification, context: context)))
    return RequestBody(bytes: json.bytes)
  }

  private static func filled(_ tree: JSONValue, with values: PlaceholderValues) -> JSONValue {
    var result = tree
    switch tree.content {
    case .object(let members):
      result.content = .object(members.map { .init(key: $0.key, keyPosition: $0.keyPosition, value: filled($0.value, with: values)) })
    case .array(let elements): result.content = .array(elements.map { filled($0, with: values) })
    case .string(let text): result.content = .string(values.text(of: text))
    case .number, .bool, .null: break
    }
    return result
  }
}

/// It may hold a secret.
extension CustomBody: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(body)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What is wrong with a body.
public struct CustomBodyError: Error, Sendable, Hashable {
  public var problems: [Problem]

  /// In one string, as `.text` or `.blocks[0].title` from the body's root.
  public struct Problem: Sendable, Hashable {
    public var path: String
    public var position: JSONPosition
    public var reason: MessageTemplateError
  }
}

extension [CustomBodyError.Problem] {
  fileprivate func under(_ step: String) -> Self {
    map { .init(path: step + $0.path, position: $0.position, reason: $0.reason) }
  }
}
