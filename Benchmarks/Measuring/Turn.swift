// Who gets a processor first.

import Glibc

enum Turn {
  /// Runs a piece of work before everybody else on its processor, where that is allowed (sched(7)): one who measures is not part of what is measured.
  static func first<Result>(_ body: () throws -> Result) rethrows -> Result {
    let policy = sched_getscheduler(0)
    var (usual, first) = (sched_param(), sched_param())
    sched_getparam(0, &usual)
    first.sched_priority = 2
    sched_setscheduler(0, SCHED_FIFO, &first)
    defer { sched_setscheduler(0, policy, &usual) }
    return try body()
  }
}
