// A time limit for work that has none of its own.

/// Thrown when the limit came first.
struct TimeLimitReached: Error {}

/// Runs the operation, and cancels it when the limit is over. What it then still returns counts: it may have what matters already.
func withTimeLimit<Value: Sendable>(_ limit: Duration, _ operation: @escaping @Sendable () async throws -> Value) async throws -> Value {
  try await withThrowingTaskGroup(of: Value?.self) { group in
    defer { group.cancelAll() }
    group.addTask { try await operation() }
    group.addTask {
      try? await Task.sleep(for: limit)
      return nil
    }
    if let value = try await group.next() ?? nil { return value }
    group.cancelAll()
    if let value = try? await group.next() ?? nil { return value }
    try Task.checkCancellation()
    throw TimeLimitReached()
  }
}
