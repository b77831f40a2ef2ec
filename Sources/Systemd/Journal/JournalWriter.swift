// The journal, whose socket may make a sender wait, kept away from those who must not.

import CSystemd
import Glibc

/// Sends entries in order from a thread of its own. When the journal does not take them in time, some are dropped, and how many is told.
public final class JournalWriter: Sendable {
  private let limit: Int
  private let thread: SendingThread<Waiting>

  private struct Waiting {
    var entries: [JournalEntry] = []
    /// Entries dropped since the last that was taken.
    var dropped = 0
  }

  /// The journal of this machine.
  public convenience init() {
    self.init(send: Self.sendToJournal)
  }

  init(limit: Int = 10_000, startThread: ThreadStart = startLastingThread, send: @escaping @Sendable (JournalEntry) -> Void) {
    self.limit = limit
    thread = SendingThread(empty: Waiting(), start: startThread) { waiting in
      for entry in waiting.entries { send(entry) }
      guard waiting.dropped > 0 else { return }
      send(JournalEntry(message: "\(waiting.dropped) entries were dropped: the journal did not take them in time", priority: .warning))
    }
    guard let trouble = thread.trouble else { return }
    let reason = String(cString: strerror(trouble))
    send(JournalEntry(message: "no thread for the journal (\(reason)): what writes to it may have to wait for it", priority: .warning))
  }

  /// Takes an entry; never waits, unless no thread could be had.
  public func write(_ entry: JournalEntry) {
    thread.add { [limit] waiting in
      if waiting.entries.count < limit { waiting.entries.append(entry) } else { waiting.dropped += 1 }
    }
  }

  /// Waits until all that was taken is sent, at most so many milliseconds; true when it is.
  @discardableResult
  public func flush(milliseconds: Int64 = 1000) -> Bool { thread.flush(milliseconds: milliseconds) }

  @Sendable private static func sendToJournal(_ entry: JournalEntry) {
    let assignments = entry.assignments
    withVectors(assignments[...].map { Array($0.utf8) }) { _ = sd_journal_sendv($0.baseAddress, Int32($0.count)) }
  }

  /// The bytes as C's vectors, which point into one piece of memory.
  private static func withVectors(_ texts: [[UInt8]], _ body: (UnsafeBufferPointer<iovec>) -> Void) {
    var bytes = texts.flatMap(\.self)
    bytes.withUnsafeMutableBytes { memory in
      var (vectors, offset) = ([iovec](), 0)
      for text in texts {
        vectors.append(iovec(iov_base: memory.baseAddress.map { $0 + offset }, iov_len: text.count))
        offset += text.count
      }
      vectors.withUnsafeBufferPointer(body)
    }
  }
}
