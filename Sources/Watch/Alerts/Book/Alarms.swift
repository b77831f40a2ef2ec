// Who in the book of alerts wants to be woken, and when.

internal import HeapModule

/// Deadlines by key, the earliest known at once.
struct Alarms: Sendable {
  enum Sleeper: Sendable, Hashable {
    case container(ContainerName)
    case engine
    case webhook(String)
    case group(GroupKey)
    case mutes
    case restartsOfGone
  }

  private struct Entry: Comparable, Sendable {
    var time: Uptime
    var sleeper: Sleeper

    static func < (left: Entry, right: Entry) -> Bool { left.time < right.time }
    static func == (left: Entry, right: Entry) -> Bool { left.time == right.time }
  }

  private var heap = Heap<Entry>()
  private var times: [Sleeper: Uptime] = [:]

  var earliest: Uptime? { heap.min?.time }

  /// Wakes the sleeper then. An earlier alarm stands: it looks itself whether its time has come, and sets the next.
  mutating func set(_ sleeper: Sleeper, at time: Uptime?) {
    guard let time else { return }
    if let set = times[sleeper], set <= time { return }
    times[sleeper] = time
    heap.insert(Entry(time: time, sleeper: sleeper))
  }

  /// Nobody is to be woken any more. Where sleepers come and go, what is left of those that went must not pile up.
  mutating func cancel(_ sleeper: Sleeper) {
    guard times.removeValue(forKey: sleeper) != nil, heap.count > 2 * times.count + 16 else { return }
    heap = Heap(times.map { Entry(time: $0.value, sleeper: $0.key) })
  }

  /// Takes out all whose time has come, in that order; those of one time in an order of their own.
  mutating func popDue(_ now: Uptime) -> [Sleeper] {
    var due: [Entry] = []
    while let first = heap.min, first.time <= now {
      heap.removeMin()
      guard times[first.sleeper] == first.time else { continue }
      times[first.sleeper] = nil
      due.append(first)
    }
    return due.sorted { $0.time != $1.time ? $0.time < $1.time : $0.sleeper.order < $1.sleeper.order }.map(\.sleeper)
  }
}

extension Alarms.Sleeper {
  /// Alerts first, then what tells of them.
  fileprivate var order: (Int, String) {
    switch self {
    case .mutes: (0, "")
    case .engine: (1, "")
    case .webhook(let name): (2, name)
    case .container(let name): (3, name.text)
    case .group(let key): (4, key.text)
    case .restartsOfGone: (5, "")
    }
  }
}
