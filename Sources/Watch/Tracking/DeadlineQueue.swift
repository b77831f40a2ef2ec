// Who wants to be woken, earliest first.

internal import HeapModule

/// Deadlines of containers and names. An entry that no longer holds is found out when it comes up: the one it wakes looks itself.
struct DeadlineQueue: Sendable {
  enum Sleeper: Sendable, Hashable {
    case container(ContainerID)
    case name(ContainerName)
  }

  private struct Entry: Comparable, Sendable {
    var time: Uptime
    var sleeper: Sleeper

    static func < (left: Entry, right: Entry) -> Bool { left.time < right.time }
    static func == (left: Entry, right: Entry) -> Bool { left.time == right.time }
  }

  private var heap = Heap<Entry>()

  var earliest: Uptime? { heap.min?.time }

  mutating func insert(_ sleeper: Sleeper, at time: Uptime) {
    heap.insert(Entry(time: time, sleeper: sleeper))
  }

  /// Takes out the earliest if its time has come.
  mutating func popDue(_ now: Uptime) -> Sleeper? {
    guard let first = heap.min, first.time <= now else { return nil }
    return heap.removeMin().sleeper
  }
}
