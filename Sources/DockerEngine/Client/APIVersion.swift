// Versions of the engine's API, and the ones we speak.

/// A version of the engine's API, such as 1.41.
public struct APIVersion: Sendable, Hashable, Comparable {
  public var major: Int
  public var minor: Int

  public init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `1.41`.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = Self.number(parts[0]), let minor = Self.number(parts[1]) else { return nil }
    self.init(major, minor)
  }

  public static func < (left: APIVersion, right: APIVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ $0 &- 0x30 <= 9 }) else { return nil }
    return Int(text)
  }
}

extension APIVersion {
  /// What we ask for. The newest is 1.51, the last of Docker 28: every engine up to 29 serves it or less, with bodies as they have been
  /// since 25; 1.52 drops the events' legacy fields and changes inspect. The oldest is Podman 3's; Docker 20.10 speaks up to 1.41.
  public static let supported = APIVersion(1, 40)...APIVersion(1, 51)

  /// The version to use with an engine whose newest is this one, nil when it is older than all we speak (docker's negotiation:
  /// moby client/client.go `negotiateAPIVersion`).
  static func negotiated(engineNewest: APIVersion) -> APIVersion? {
    let version = min(engineNewest, supported.upperBound)
    return version < supported.lowerBound ? nil : version
  }
}

extension APIVersion: CustomStringConvertible {
  public var description: String { "\(major).\(minor)" }
}
