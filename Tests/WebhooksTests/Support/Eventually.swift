// Waiting for a condition, with a deadline.

import Testing

struct NeverHappened: Error, CustomStringConvertible {
  var description: String
}

/// Looks until it holds. The limit is for a machine that does much else beside.
func eventually(
  _ what: String, within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
  isolation: isolated (any Actor)? = #isolation, _ holds: () async -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while await !holds() {
    guard ContinuousClock.now < deadline else { throw NeverHappened(description: "\(sourceLocation): within \(limit) never: \(what)") }
    try await Task.sleep(for: .milliseconds(5))
  }
}
