// Dogwatch's numbers about itself, counted where they happen.

import Exposition
import Synchronization
public import Watch

/// What the `dogwatch_*` families show. Safe to use from anywhere; each method takes one short lock.
public final class DaemonMetrics: Sendable {
  let version: String
  private let numbers = Mutex(DaemonNumbers())

  /// Metrics of a daemon of that version, everything at 0.
  public init(version: String) {
    self.version = version
  }

  // MARK: Engine

  /// Whether the event stream is connected.
  public func engineUp(_ isUp: Bool) {
    numbers.withLock { $0.isEngineUp = isUp }
  }

  public func engineInfo(version: String, apiVersion: String) {
    numbers.withLock { $0.engine = (version, apiVersion) }
  }

  /// A connection to the event stream was made.
  public func connected() {
    numbers.withLock { $0.connects += 1 }
  }

  // MARK: Events

  /// A batch of the stream was read.
  public func events(_ tally: EventTally) {
    numbers.withLock { $0.events.merge(tally) }
  }

  /// One event was read: for where no batch is at hand.
  public func event(_ action: EngineEvent.Action, lagSeconds: Double? = nil) {
    numbers.withLock { $0.events.count(action, lagSeconds: lagSeconds) }
  }

  /// A line of the stream was no event.
  public func eventMalformed() {
    numbers.withLock { $0.events.countMalformed() }
  }

  // MARK: What was not seen

  /// A stretch was not seen.
  public func gap(_ gap: Gap) {
    numbers.withLock {
      $0.gaps[gap.cause, default: 0] += 1
      $0.gapNanoseconds &+= max(0, gap.end.since(gap.start))
    }
  }

  /// Transitions were reconciled rather than seen.
  public func inferredTransitions(_ count: Int = 1) {
    numbers.withLock { $0.inferredTransitions += Int64(count) }
  }

  // MARK: Reconciling

  /// A list and its inspects are done, at that time after that many seconds.
  public func reconciled(at time: Timestamp, seconds: Double) {
    numbers.withLock {
      $0.lastReconcile = time
      $0.reconcileDuration.observe(seconds)
    }
  }

  public func reconcileFailed() {
    numbers.withLock { $0.reconcileFailures += 1 }
  }

  /// A container's `dogwatch.*` label has a value that cannot be used.
  public func labelError() {
    numbers.withLock { $0.labelErrors += 1 }
  }

  /// Changes what is counted of alerts.
  func changeAlerts(_ body: (inout AlertNumbers) -> Void) {
    numbers.withLock { body(&$0.alerts) }
  }

  // MARK: Supervision

  /// systemd's watchdog was told that all is well.
  public func watchdogPinged() {
    numbers.withLock { $0.watchdogPings += 1 }
  }

  // MARK: The store

  /// Whether what must outlive the process could be written when that was tried last.
  public var isStoreHealthy: Bool { numbers.withLock { $0.isStoreHealthy } }

  /// What must outlive the process was written.
  public func storeWritten() {
    numbers.withLock { $0.isStoreHealthy = true }
  }

  /// It could not be opened, or not be written to.
  public func storeFailed() {
    numbers.withLock {
      $0.isStoreHealthy = false
      $0.storeErrors += 1
    }
  }

  // MARK: Configuration

  /// A configuration was read at that time and is in force.
  public func configurationRead(at time: Timestamp) {
    numbers.withLock {
      $0.isConfigurationGood = true
      $0.configurationRead = time
    }
  }

  /// A configuration had errors; the one before it stays in force.
  public func configurationRefused() {
    numbers.withLock { $0.isConfigurationGood = false }
  }

  /// The numbers as they are now.
  var current: DaemonNumbers { numbers.withLock { $0 } }
}
