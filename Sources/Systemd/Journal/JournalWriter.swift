// The journal, whose socket may make a sender wait, kept away from those who must not.

import CSystemd
import Glibc
import Synchronization

/// Sends entries in order from a thread of its own. When the journal does not take them in time, some are dropped, and how many is told.
public final class JournalWriter: Sendable {
  private let limit: Int
  private let send: @Sendable (JournalEntry) -> Void
  private let bell = Bell()
  private let idle = Bell()
  private let hasThread = Atomic(true)
  private let state = Mutex(State())

  private struct State {
    var waiting: [JournalEntry] = []
    var isSending = false
    /// Entries dropped since the last that was taken.
    var dropped = 0
  }

  /// The journal of this machine.
  public convenience init() {
    self.init(send: Self.sendToJournal)
  }

  init(
    limit: Int = 10_000, startThread: (JournalWriter) -> Int32 = { $0.startThread() }, send: @escaping @Sendable (JournalEntry) -> Void
  ) {
    self.limit = limit
    self.send = send
    let number = startThread(self)
    guard number != 0 else { return }
    hasThread.store(false, ordering: .relaxed)
    let reason = String(cString: strerror(number))
    send(JournalEntry(message: "no thread for the journal (\(reason)): what writes to it may have to wait for it", priority: .warning))
  }

  /// Takes an entry; never waits, unless no thread could be had.
  public func write(_ entry: JournalEntry) {
    guard hasThread.load(ordering: .relaxed) else { return send(entry) }
    let isTaken = state.withLock { state in
      guard state.waiting.count < limit else {
        state.dropped += 1
        return false
      }
      state.waiting.append(entry)
      return true
    }
    if isTaken { bell.ring() }
  }

  /// Waits until all that was taken is sent, at most so many milliseconds; true when it is.
  @discardableResult
  public func flush(milliseconds: Int64 = 1000) -> Bool {
    let deadline = MonotonicClock.nanoseconds() + milliseconds * 1_000_000
    while state.withLock({ !$0.waiting.isEmpty || $0.isSending }) {
      let left = (deadline - MonotonicClock.nanoseconds()) / 1_000_000
      guard left > 0 else { return false }
      idle.wait(milliseconds: Int32(clamping: left))
    }
    return true
  }

  // MARK: The thread

  /// It lives as long as the process. Returns an errno when there is none.
  private func startThread() -> Int32 {
    var thread = pthread_t()
    let own = Unmanaged.passRetained(self)
    let number = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<JournalWriter>.fromOpaque(argument).takeRetainedValue().sendForever()
      }, own.toOpaque())
    guard number == 0 else {
      own.release()
      return number
    }
    pthread_detach(thread)
    return 0
  }

  private func sendForever() -> Never {
    while true {
      bell.wait()
      let (entries, dropped) = state.withLock { state in
        defer { (state.waiting, state.dropped, state.isSending) = ([], 0, true) }
        return (state.waiting, state.dropped)
      }
      for entry in entries { send(entry) }
      if dropped > 0 {
        send(JournalEntry(message: "\(dropped) entries were dropped: the journal did not take them in time", priority: .warning))
      }
      state.withLock { $0.isSending = false }
      idle.ring()
    }
  }

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
