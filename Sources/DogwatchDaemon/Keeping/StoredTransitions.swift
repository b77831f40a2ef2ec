// The API's transitions from the store, read on a thread of their own.

import Endpoints
import Ledger
import NIOPosix
import Synchronization
import Watch

/// Answers from the store, and from memory while there is none or it fails.
final class StoredTransitions: TransitionSource {
  private let reader: Mutex<Reader>
  private let pool: NIOThreadPool
  private let memory: TransitionLog
  /// Whether what was told last is in the store.
  private let isStoreHealthy: @Sendable () -> Bool

  private struct Reader: ~Copyable {
    let history: HistoryReader
  }

  /// Reads the store in that folder, on a pool that is started.
  init(directory: String, pool: NIOThreadPool, memory: TransitionLog, isStoreHealthy: @escaping @Sendable () -> Bool) {
    reader = Mutex(Reader(history: HistoryReader(directory: directory)))
    self.pool = pool
    self.memory = memory
    self.isStoreHealthy = isStoreHealthy
  }

  func rows(_ query: TransitionQuery) async -> TransitionRows {
    guard isStoreHealthy() else { return await memory.rows(query) }
    let question = HistoryQuestion(name: query.name, since: query.since, after: query.after, limit: query.limit)
    guard let answer = try? await pool.runIfActive({ try self.answer(question) }) else { return await memory.rows(query) }
    return TransitionRows(rows: answer.rows.map(\.json), next: answer.next)
  }

  private func answer(_ question: HistoryQuestion) throws -> HistoryAnswer {
    try reader.withLock { try $0.history.answer(question) }
  }
}
