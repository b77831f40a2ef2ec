// Observations counted by size.

/// A histogram with fixed bounds.
public struct Histogram: Sendable, Hashable {
  /// Upper bounds, rising, without the infinite one.
  public let bounds: [Double]
  /// Observations in each bucket alone; the last holds those above every bound.
  public private(set) var counts: [Int64]
  public private(set) var sum: Double = 0

  /// An empty histogram. Bounds must rise and be finite.
  public init(bounds: [Double]) {
    precondition(bounds.allSatisfy(\.isFinite) && zip(bounds, bounds.dropFirst()).allSatisfy { $0.0 < $0.1 }, "bounds rise and are finite")
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  public var count: Int64 { counts.reduce(0, +) }

  /// Counts one observation. NaN is none.
  public mutating func observe(_ value: Double) {
    guard !value.isNaN else { return }
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum += value
  }

  /// Takes over what another histogram with the same bounds has counted.
  public mutating func merge(_ other: Histogram) {
    precondition(bounds == other.bounds, "histograms of different bounds")
    for index in counts.indices { counts[index] += other.counts[index] }
    sum += other.sum
  }
}
