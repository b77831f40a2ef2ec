// What systemd gives to the process, as far as it does.

import Glibc
public import Systemd

/// The service manager, its watchdog, and the journal.
public struct Supervision: Sendable {
  public var notifier: Notifier
  /// Nil: nobody waits for pings.
  public var watchdog: WatchdogSchedule?
  /// Nil: the log goes to standard error, which does not lead to the journal.
  public var logJournal: JournalWriter?
  /// Nil: transitions go to standard output, which does not lead to the journal.
  public var transitionJournal: JournalWriter?

  /// Nobody.
  public static let none = Supervision(environment: [:], watchdog: nil)

  /// What the environment tells.
  public init(environment: [String: String]) {
    self.init(environment: environment, watchdog: .asked())
  }

  private init(environment: [String: String], watchdog: WatchdogSchedule?) {
    notifier = Notifier(environment: environment)
    self.watchdog = watchdog
    let isLogInJournal = JournalStream.isConnected(to: STDERR_FILENO, environment: environment)
    let isOutputInJournal = JournalStream.isConnected(to: STDOUT_FILENO, environment: environment)
    guard isLogInJournal || isOutputInJournal else { return }
    let writer = JournalWriter()
    if isLogInJournal { logJournal = writer }
    if isOutputInJournal { transitionJournal = writer }
  }

  /// Gives the manager and the journal a moment to take what was said last.
  public func flush() {
    notifier.flush()
    (logJournal ?? transitionJournal)?.flush()
  }
}
