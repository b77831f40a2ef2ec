// Chance with a seed, so that a failure can be had again.

/// A small generator (SplitMix64).
struct Dice: RandomNumberGenerator, Sendable {
  var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var result = state
    result = (result ^ (result >> 30)) &* 0xBF58_476D_1CE4_E5B9
    result = (result ^ (result >> 27)) &* 0x94D0_49BB_1331_11EB
    return result ^ (result >> 31)
  }

  /// 0 up to, and without, `sides`.
  mutating func roll(_ sides: Int) -> Int { Int(truncatingIfNeeded: next() >> 33) % sides }

  /// Whether the one case in so many has come.
  mutating func oneIn(_ sides: Int) -> Bool { roll(sides) == 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }
}
