// The part of the wiring that is there for systemd.

import Endpoints
import NIOCore
import NIOPosix
import Systemd
import Terminal
import Watch

extension Daemon {
  /// Transitions go to the journal where standard output leads there, not as lines but with their fields.
  func teller(as role: Role, _ printer: LinePrinter) -> @Sendable (Transition) -> Void {
    if role == .recording { return { _ in } }
    guard let journal = options.supervision.transitionJournal else { return { printer.print(TransitionLine.text($0)) } }
    return { journal.write(JournalEntry($0)) }
  }

  /// Looks at the loops, and at the threads they run on, when systemd wants to hear of it.
  func feedWatchdog(of progress: Progress, on threads: DaemonThreads, _ metrics: DaemonMetrics) {
    guard let schedule = options.supervision.watchdog else { return }
    var probes = [
      ThreadProbe(cooperativePool: progress.loop("pool of task threads")),
      ThreadProbe(progress.loop("thread of the watchkeeper"), of: threads.keeping.next()),
      ThreadProbe(progress.loop("thread of the listener"), of: threads.serving.next()),
    ]
    for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
      probes.append(ThreadProbe(progress.loop("thread of the network"), of: loop))
    }
    Watchdog(
      schedule: schedule, progress: progress, probes: probes, notifier: options.supervision.notifier, metrics: metrics, logger: logger,
      loop: threads.watching.next()
    ).start()
  }
}
