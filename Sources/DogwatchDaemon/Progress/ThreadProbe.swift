// Whether threads that loops run on still take work: a loop whose thread is stuck looks as if it waited.

import NIOCore

/// Something small to do for threads, and how long it has been waiting to be done.
struct ThreadProbe: Sendable {
  private let progress: LoopProgress
  private let run: @Sendable (@escaping @Sendable () -> Void) -> Void

  init(_ progress: LoopProgress, run: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) {
    self.progress = progress
    self.run = run
  }

  /// The thread of an event loop.
  init(_ progress: LoopProgress, of loop: any EventLoop) {
    self.init(progress) { loop.execute($0) }
  }

  /// Swift's cooperative threads, which a few blocking calls can use up.
  init(cooperativePool progress: LoopProgress) {
    self.init(progress) { answer in Task.detached { answer() } }
  }

  /// Asks again once the last question was answered.
  func ask() {
    guard progress.isWaiting else { return }
    progress.works()
    run { [progress] in progress.waits() }
  }
}
