// Whether something has happened, such as binding, or a client's end.

import Synchronization

/// A flag that is set once, by one task, and read by others.
final class OneWayFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .acquiring) }

  func set() { flag.store(true, ordering: .releasing) }
}
