// What `dogwatch status` asks for, and what it remembers from one time to the next.

import DaemonAPI
import Endpoints
import Terminal
import Watch

/// Puts together what the daemon says of its containers.
struct StatusSource {
  /// Filled from the history: all of a day at first, then what is new.
  private var restarts = RecentRestarts()
  private var after: Int64?

  mutating func picture(from client: DaemonClient) async throws(DaemonError) -> StatusPicture {
    let answer = try await client.containers()
    let alerts = try await client.alerts()
    var restarts = restarts
    let next = try await client.transitions(since: "24h", after: after ?? 0) { rows in
      for row in rows { restarts.add(row.transition) }
    }
    // A daemon that has begun anew counts anew.
    after = next
    let now = EndpointSources.wallClock()
    restarts.forget(before: now)
    self.restarts = restarts
    let rows = answer.containers.map { container in
      StatusPicture.Row(
        status: StatusRow(
          view: container.view, restarts: restarts.count(of: container.view.name, at: now),
          alerts: alerts.filter { $0.name == container.view.name.text }
            .map { FiringAlert(name: $0.alertname, severity: $0.severity) }),
        json: container.row)
    }
    return StatusPicture(rows: rows, isEngineUp: answer.isEngineUp, time: now)
  }
}
