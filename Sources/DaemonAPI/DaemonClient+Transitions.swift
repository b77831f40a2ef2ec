// /api/v1/transitions, page by page.

import Endpoints
import JSON
public import Watch

/// A transition, and the row it came as.
public struct HistoryRow: Sendable {
  public var transition: Transition
  /// The row as the daemon wrote it.
  public var row: [UInt8]
}

extension DaemonClient {
  private static let pageSize = 10_000

  /// All transitions after that sequence number, the oldest first, page by page. Returns where to go on from.
  @discardableResult
  public func transitions(
    of name: ContainerName? = nil, since: String? = nil, after: Int64 = 0, _ take: ([HistoryRow]) -> Void
  ) async throws(DaemonError) -> Int64 {
    var query = "limit=\(Self.pageSize)"
    if let name { query += "&name=\(PercentEncoding.encode(name.text))" }
    if let since { query += "&since=\(PercentEncoding.encode(since))" }
    var after = after
    while true {
      let page = try await page("/api/v1/transitions?\(query)&after=\(after)")
      take(page.rows)
      let isLast = page.rows.count < Self.pageSize || page.next <= after
      after = max(after, page.next)
      if isLast { return after }
    }
  }

  private func page(_ path: String) async throws(DaemonError) -> (rows: [HistoryRow], next: Int64) {
    var rows: [HistoryRow] = []
    var next: Int64?
    let body = try await get(path)
    try decoding(body) { reader throws(JSONError) in
      try reader.beginObject()
      while let key = try reader.nextKey() {
        switch key {
        case "transitions":
          try reader.rows(of: body) { row, reader throws(JSONError) in
            rows.append(HistoryRow(transition: try TransitionJSON.read(&reader), row: row))
          }
        case "next": next = try reader.int64()
        default: break
        }
      }
      if next == nil { throw reader.rejection("no transitions") }
    }
    return (rows, next ?? 0)
  }
}
