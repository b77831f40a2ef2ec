// /api/v1/containers.

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
}
