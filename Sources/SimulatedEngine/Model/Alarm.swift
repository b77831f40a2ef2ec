// What happens by itself at a time to come.

import Watch

/// Something due; void when the run or the monitor that it belongs to has ended.
struct Alarm: Sendable, Comparable {
  var time: Timestamp
  /// Rises: alarms of the same time strike in the order in which they were set.
  var number: Int
  var cause: Cause

  enum Cause: Sendable {
    case exit(ContainerID, run: Int, exitCode: Int, isForMemory: Bool)
    /// The stop timeout is over.
    case impatience(ContainerID, run: Int)
    /// The back-off is over.
    case restart(ContainerID, run: Int)
    case probe(ContainerID, monitor: Int)
    case probeEnd(ContainerID, monitor: Int, execID: String, start: Timestamp)
    /// The engine has taken everything down and ends.
    case engineEnd
  }

  static func < (left: Alarm, right: Alarm) -> Bool { (left.time, left.number) < (right.time, right.number) }
  static func == (left: Alarm, right: Alarm) -> Bool { left.number == right.number }
}
