// The password of a listener.

/// A token that requests bear; compared in constant time, shown nowhere.
public struct BearerToken: Sendable, Hashable {
  private let bytes: [UInt8]

  public init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// Whether it is this token. The time it takes says nothing about where the first difference is.
  func matches(_ candidate: some StringProtocol) -> Bool {
    let candidate = Array(candidate.utf8)
    var difference: UInt8 = candidate.count == bytes.count ? 0 : 1
    for index in bytes.indices { difference |= bytes[index] ^ (index < candidate.count ? candidate[index] : 0) }
    return difference == 0
  }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(secret)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
