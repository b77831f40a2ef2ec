// An alert's identity in sixteen digits, the same in every version and on every machine.

/// What makes two alerts the same one: `alertname`, `host`, and `name` or `webhook`, hashed as Prometheus hashes a label set
/// (FNV-1a 64 over each label's name and value, each followed by 0xFF, in order of the names; common/model: `labelSetToFingerprint`).
public struct Fingerprint: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let value: UInt64

  /// The labels that make an alert's identity.
  public static let identity: [AlertLabel] = [.alertname, .host, .name, .webhook]

  public init(_ labels: AlertLabels) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for label in Self.identity where !labels[label].isEmpty {
      label.rawValue.utf8.forEach(add)
      add(0xFF)
      labels[label].utf8.forEach(add)
      add(0xFF)
    }
    value = hash
  }

  /// A fingerprint from its sixteen digits; nil when they are none.
  public init?(_ text: String) {
    guard text.utf8.count == 16, let value = UInt64(text, radix: 16) else { return nil }
    self.value = value
  }

  /// Sixteen hexadecimal digits.
  public var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  public var description: String { text }

  public static func < (left: Fingerprint, right: Fingerprint) -> Bool { left.value < right.value }
}
