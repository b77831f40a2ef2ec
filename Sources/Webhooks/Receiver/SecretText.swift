// Text that must not be seen.

/// A secret that is sent to its receiver and shown nowhere.
public struct SecretText: Sendable, Hashable {
  let text: String

  public init(_ text: String) {
    self.text = text
  }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(secret)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
