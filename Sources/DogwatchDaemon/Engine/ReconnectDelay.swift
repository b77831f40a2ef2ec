// How long to wait before connecting again.

/// Doubles from 100 ms up to 5 s, with jitter, and begins anew after a connection that held.
struct ReconnectDelay {
  static let shortest = Duration.milliseconds(100)
  static let longest = Duration.seconds(5)
  /// A connection that lasted so long was a good one.
  static let proven = Duration.seconds(10)

  private var next = shortest

  /// The next wait: between half of the delay and all of it.
  mutating func take(random: Double = .random(in: 0.5...1)) -> Duration {
    defer { next = min(next * 2, Self.longest) }
    return next * random
  }

  mutating func connectionEnded(after duration: Duration) {
    if duration >= Self.proven { next = Self.shortest }
  }
}
