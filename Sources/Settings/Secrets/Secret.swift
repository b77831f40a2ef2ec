// A text that must not be seen.

/// A text that no description, dump or mirror shows.
public struct Secret: Sendable, Hashable {
  /// The text itself: for where it is sent or compared, and nowhere else.
  public let revealed: String

  public init(_ text: String) {
    revealed = text
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(secret)" }
  public var debugDescription: String { description }
  /// Without children, so that `dump` finds nothing either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
