// /api/v1/containers and /api/v1/alerts.

import Endpoints
import JSON
public import Watch

/// An answer to /api/v1/containers.
public struct ContainersAnswer: Sendable {
  public var containers: [Container]
  /// Whether the daemon is connected to its engine; else what it says is what it last knew.
  public var isEngineUp: Bool

  public struct Container: Sendable {
    public var view: ContainerView
    /// The row as the daemon wrote it.
    public var row: [UInt8]
  }
}

/// An alert that is firing, as far as a table tells of it.
public struct AlertAnswer: Sendable, Hashable {
  public var alertname: String
  /// The container's, empty for an alert about something else.
  public var name: String
  public var severity: String
}

extension DaemonClient {
  /// All containers that the daemon shows.
  public func containers() async throws(DaemonError) -> ContainersAnswer {
    var answer = ContainersAnswer(containers: [], isEngineUp: true)
    let body = try await get("/api/v1/containers")
    try decoding(body) { reader throws(JSONError) in
      var hasRows = false
      try reader.beginObject()
      while let key = try reader.nextKey() {
        switch key {
        case "containers":
          hasRows = true
          try reader.rows(of: body) { row, reader throws(JSONError) in
            answer.containers.append(.init(view: try ContainerJSON.read(&reader), row: row))
          }
        case "engineUp": answer.isEngineUp = try reader.bool()
        default: break
        }
      }
      if !hasRows { throw reader.rejection("no containers") }
    }
    return answer
  }

  /// Whether a container of that name is shown.
  public func hasContainer(_ name: ContainerName) async throws(DaemonError) -> Bool {
    do throws(DaemonError) {
      _ = try await get("/api/v1/containers/\(PercentEncoding.encode(name.text))")
      return true
    } catch {
      if case .notFound = error.problem { return false }
      throw error
    }
  }

  /// The alerts that are firing; nil from a daemon that has none to offer.
  public func alerts() async throws(DaemonError) -> [AlertAnswer]? {
    let body: [UInt8]
    do throws(DaemonError) {
      body = try await get("/api/v1/alerts")
    } catch {
      if case .notFound = error.problem { return nil }
      throw error
    }
    guard let rows = (try? JSONValue(parsing: body))?["alerts"]?.elements else { return nil }
    return rows.compactMap { row in
      // The labels may stand by themselves, as in Alertmanager, or be members of the row.
      let labels = row["labels"] ?? row
      guard let alertname = labels["alertname"]?.string, row["endsAt"] == nil || row["status"]?.string != "resolved" else { return nil }
      return AlertAnswer(alertname: alertname, name: labels["name"]?.string ?? "", severity: labels["severity"]?.string ?? "")
    }
  }
}

extension JSONValue {
  fileprivate var string: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }
}
