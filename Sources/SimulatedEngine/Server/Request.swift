// One request, as far as the engine looks at it.

/// A request without its body.
struct Request: Sendable {
  var method: String
  var target: Target
  /// Whether the client wants the connection closed after the answer.
  var isLast = false

  /// Which faults are about it; nil for what the engine does not know.
  var endpoint: Faults.Endpoint? {
    switch (method, target.path.first, target.path.count, target.path.last) {
    case ("GET", "_ping", 1, _), ("HEAD", "_ping", 1, _): .ping
    case ("GET", "info", 1, _): .info
    case ("GET", "version", 1, _): .version
    case ("GET", "events", 1, _): .events
    case ("GET", "containers", 2, "json"): .list
    case ("GET", "containers", 3, "json"): .inspect
    case ("POST", "containers", 3, _), ("DELETE", "containers", 2, _): .deed
    default: nil
    }
  }
}
