// How far a delivery has come, and when it goes on: a value without clock, randomness or network.

/// The attempts of one delivery. Kept with it on disk, so that a restart goes on where it was.
public struct DeliveryAttempts: Sendable, Hashable {
  /// Bodies that were accepted or rejected.
  public private(set) var finishedBodies: Int
  /// Whether one of them was rejected.
  public private(set) var hasRejection: Bool
  /// Attempts of the next body that failed, one after the other.
  public private(set) var failures: Int

  public init(finishedBodies: Int = 0, hasRejection: Bool = false, failures: Int = 0) {
    self.finishedBodies = finishedBodies
    self.hasRejection = hasRejection
    self.failures = failures
  }

  /// What comes next.
  public enum Step: Sendable, Hashable {
    /// Send the body of that index.
    case send(Int)
    case delivered
    /// All is sent; at least one body was rejected.
    case rejected
    /// Begin again after that many nanoseconds.
    case wait(Int64)
  }

  static let shortestWait: Int64 = 1_000_000_000
  static let longestWait: Int64 = 300_000_000_000

  /// What to begin with, of so many bodies.
  public func first(of bodyCount: Int) -> Step {
    guard finishedBodies >= bodyCount else { return .send(finishedBodies) }
    return hasRejection ? .rejected : .delivered
  }

  /// Takes in what became of the body that was sent. `jitter` is in 0..<1: 0 waits the whole back-off, 1 would wait three quarters of it.
  public mutating func heard(_ verdict: Verdict, of bodyCount: Int, jitter: Double) -> Step {
    switch verdict {
    case .accepted, .rejected:
      finishedBodies += 1
      failures = 0
      if verdict == .rejected { hasRejection = true }
      return first(of: bodyCount)
    case .retriable(let after):
      failures += 1
      return .wait(max(wait(jitter: jitter), after ?? 0))
    }
  }

  /// 1 s after the first failure, doubled by each, 5 m at most.
  private func wait(jitter: Double) -> Int64 {
    let doublings = min(max(failures - 1, 0), 16)
    let whole = min(Self.shortestWait << Int64(doublings), Self.longestWait)
    return whole - Int64(Double(whole) * 0.25 * min(max(jitter, 0), 1))
  }
}
