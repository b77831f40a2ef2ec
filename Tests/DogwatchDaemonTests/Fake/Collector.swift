// Stands where the watchkeeper stands, and keeps what comes.

import ServiceLifecycle
import Synchronization
import Watch

@testable import DogwatchDaemon

/// Takes everything out of an inbox.
final class Collector: Service {
  private let inbox: Inbox
  private let taken = Mutex<[Observation]>([])

  init(_ inbox: Inbox) {
    self.inbox = inbox
  }

  func run() async throws {
    await withTaskCancellationHandler {
      while let batch = await inbox.take() { taken.withLock { $0 += batch } }
    } onCancel: {
      inbox.close()
    }
  }

  var observations: [Observation] { taken.withLock { $0 } }
  var contents: [Observation.Content] { observations.map(\.content) }

  var connections: [Connection] { contents.compactMap { if case .connected(let connection) = $0 { connection } else { nil } } }
  var failures: [String] { contents.compactMap { if case .unreachable(let failure) = $0 { failure.message } else { nil } } }
  var ends: [Disconnection] { contents.compactMap { if case .disconnected(let end) = $0 { end } else { nil } } }

  /// A word for each observation, such as `connected`, `past pause`, `event die`.
  var story: [String] {
    contents.map { content in
      switch content {
      case .connected: "connected"
      case .event(let event): "event \(event.action.label)"
      case .past(let event): "past \(event.action.label)"
      case .disconnected: "disconnected"
      case .unreachable: "unreachable"
      case .listed: "listed"
      case .inspected: "inspected"
      case .deadline: "deadline"
      }
    }
  }
}
