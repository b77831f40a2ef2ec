// The daemon's own threads: for what may wait for a disk or for a reader, which must not hold up the others.

import NIOCore
import NIOPosix

/// Threads that live as long as the daemon.
struct DaemonThreads {
  /// The watchkeeper's, which waits for the disk.
  let keeping = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  /// The listener's, which makes the answers too: neither a flood of events nor a heavy request holds up the other.
  let serving = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  /// Standard output's, which waits for its reader.
  let printing = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  /// The watchdog's, which looks at the others.
  let watching = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  /// The recording's; nil when nothing is recorded.
  let recording: MultiThreadedEventLoopGroup?
  /// Reads the history.
  let reading = NIOThreadPool(numberOfThreads: 1)

  init(isRecording: Bool) {
    recording = isRecording ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : nil
    reading.start()
  }

  func end() async {
    try? await reading.shutdownGracefully()
    for threads in [keeping, serving, printing, recording, watching] { try? await threads?.shutdownGracefully() }
  }
}
