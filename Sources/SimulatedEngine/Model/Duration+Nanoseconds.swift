// Durations as the model counts them.

extension Duration {
  /// Whole nanoseconds; durations of a simulation are short.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
