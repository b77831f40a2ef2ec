// /api/v1/alerts.

public import JSON
public import Watch

/// An alert that is firing, as the daemon tells of it.
public struct AlertAnswer: Sendable, Hashable {
  public var alertname: String
  /// The container's, empty for an alert about something else.
  public var name: String
  public var severity: String
  public var summary: String
  public var startsAt: Timestamp?
  /// Tracked, but not sent.
  public var isMuted: Bool
  /// Held back while its container crash loops.
  public var isQuiet: Bool
}

extension DaemonClient {
  /// The alerts that are firing, the worst first.
  public func alerts() async throws(DaemonError) -> [AlertAnswer] {
    try await alertRows().compactMap(AlertAnswer.init)
  }

  /// The rows as the daemon gives them.
  public func alertRows() async throws(DaemonError) -> [JSONValue] {
    let body = try await get("/api/v1/alerts")
    guard let rows = (try? JSONValue(parsing: body))?["alerts"]?.elements else {
      throw DaemonError(.notDogwatch("its /api/v1/alerts has no alerts"), access)
    }
    return rows
  }
}

extension AlertAnswer {
  init?(_ row: JSONValue) {
    guard let labels = row["labels"], let alertname = labels["alertname"]?.string else { return nil }
    self.init(
      alertname: alertname, name: labels["name"]?.string ?? labels["webhook"]?.string ?? "", severity: labels["severity"]?.string ?? "",
      summary: row["annotations"]?["summary"]?.string ?? "", startsAt: row["startsAt"]?.string.flatMap { Timestamp(rfc3339: $0) },
      isMuted: row["muted"]?.bool ?? false, isQuiet: row["quiet"]?.bool ?? false)
  }
}

extension JSONValue {
  fileprivate var string: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }

  fileprivate var bool: Bool? {
    guard case .bool(let value) = content else { return nil }
    return value
  }
}
