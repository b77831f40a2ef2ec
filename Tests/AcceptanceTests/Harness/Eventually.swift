// Waiting for a condition with a deadline; there are no fixed sleeps in these tests.

import Testing

/// What was waited for did not come.
struct NeverHappened: Error, CustomStringConvertible {
  let what: String
  let limit: Duration
  let last: String

  var description: String { "within \(limit) never: \(what). Last seen: \(last)" }
}

/// Reads every 50 ms until the value is as wanted; an error of `read` counts as a value that is not. Returns that value.
@discardableResult
func eventually<Value>(
  _ what: String, within limit: Duration = .seconds(120), isolation: isolated (any Actor)? = #isolation,
  read: () async throws -> Value, until holds: (Value) -> Bool
) async throws -> Value {
  let deadline = ContinuousClock.now + limit
  while true {
    let last: String
    do {
      let value = try await read()
      if holds(value) { return value }
      last = "\(value)"
    } catch {
      last = "\(error)"
    }
    guard ContinuousClock.now < deadline else { throw NeverHappened(what: what, limit: limit, last: last) }
    try await Task.sleep(for: .milliseconds(50))
  }
}

/// As above, for a plain yes or no.
func eventually(
  _ what: String, within limit: Duration = .seconds(120), isolation: isolated (any Actor)? = #isolation, _ holds: () async throws -> Bool
) async throws {
  try await eventually(what, within: limit, read: holds, until: { $0 })
}
