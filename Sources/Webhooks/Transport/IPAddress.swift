// Numeric addresses, as far as `NO_PROXY` needs them.

import Glibc

/// An IPv4 or IPv6 address as bytes in network order.
struct IPAddress: Sendable, Hashable {
  let bytes: [UInt8]

  var isIPv6: Bool { bytes.count == 16 }

  /// Nil for a name (inet_pton(3)).
  init?(_ text: String) {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      guard inet_pton(family, text, &bytes) == 1 else { continue }
      self.bytes = bytes
      return
    }
    return nil
  }

  var isLoopback: Bool {
    isIPv6 ? bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1 : bytes[0] == 127
  }

  /// Whether the first bits are those of a network.
  func isWithin(_ network: IPAddress, prefix: Int) -> Bool {
    guard bytes.count == network.bytes.count, (0...bytes.count * 8).contains(prefix) else { return false }
    let whole = prefix / 8
    guard bytes.prefix(whole) == network.bytes.prefix(whole) else { return false }
    let rest = prefix % 8
    return rest == 0 || bytes[whole] >> UInt8(8 - rest) == network.bytes[whole] >> UInt8(8 - rest)
  }
}
