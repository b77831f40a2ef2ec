// Where couriers leave what became of their attempts, until the one writer takes it.

import Synchronization
import Watch
import Webhooks

/// Results in the order they came; each put wakes the one writer.
final class AttemptMailbox: Sendable {
  private let waiting = Mutex<[AttemptResult]>([])
  private let inbox: Inbox

  init(waking inbox: Inbox) {
    self.inbox = inbox
  }

  func put(_ result: AttemptResult) {
    waiting.withLock { $0.append(result) }
    inbox.put([.deadline])
  }

  func take() -> [AttemptResult] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}
