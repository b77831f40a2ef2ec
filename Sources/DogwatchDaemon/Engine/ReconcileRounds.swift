// How long a reconciliation takes: the list, and every inspect that the core asked for because of it.

import DockerEngine
import Endpoints
import Synchronization
import Watch

/// Rounds of list and inspects that are under way, and their figures once they are over.
final class ReconcileRounds: Sendable {
  private let metrics: DaemonMetrics
  private let rounds = Mutex<[Round]>([])

  private struct Round {
    var began: Uptime
    /// Nil until the core has seen the list.
    var outstanding: Set<ContainerID>?
    var isWhole = true
  }

  init(metrics: DaemonMetrics) {
    self.metrics = metrics
  }

  /// A list has come, asked for at that time; the core sees it next.
  func listed(began: Uptime) {
    rounds.withLock { $0.append(Round(began: began)) }
  }

  /// The core has seen the lists that came, and wants these inspects.
  func asked(for ids: [ContainerID]) {
    change { rounds in
      for index in rounds.indices where rounds[index].outstanding == nil { rounds[index].outstanding = Set(ids) }
    }
  }

  /// One inspect is done; `inFull` when the engine said something of the container.
  func answered(_ id: ContainerID, inFull: Bool) {
    change { rounds in
      for index in rounds.indices where rounds[index].outstanding?.remove(id) != nil {
        if !inFull { rounds[index].isWhole = false }
      }
    }
  }

  /// Changes the rounds, and reports those that are over.
  private func change(_ body: (inout [Round]) -> Void) {
    let over = rounds.withLock { rounds in
      body(&rounds)
      let over = rounds.filter { $0.outstanding?.isEmpty == true }
      rounds.removeAll { $0.outstanding?.isEmpty == true }
      return over
    }
    for round in over {
      if round.isWhole {
        metrics.reconciled(at: .now(), seconds: Double(Uptime.now().since(round.began)) / 1e9)
      } else {
        metrics.reconcileFailed()
      }
    }
  }
}
