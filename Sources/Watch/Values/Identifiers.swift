// What containers are known by.

/// An engine's identifier of one container, 64 hexadecimal digits; a recreated container has another.
public struct ContainerID: Hashable, Sendable, CustomStringConvertible {
  public let text: String

  public init(_ text: String) {
    self.text = text
  }

  /// The twelve digits people read.
  public var short: String { String(text.prefix(12)) }

  public var description: String { text }
}

/// A container's name without the leading slash: its lasting identity.
public struct ContainerName: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let text: String

  /// A name as the engine writes it, with or without the leading slash.
  public init(_ text: some StringProtocol) {
    self.text = text.hasPrefix("/") ? String(text.dropFirst()) : String(text)
  }

  public static func < (left: ContainerName, right: ContainerName) -> Bool { left.text < right.text }

  public var description: String { text }
}
