// Whether binding is behind us.

import Synchronization

/// Set once the server listens: what fails before is about the address.
final class ListeningFlag: Sendable {
  private let flag = Atomic(false)

  var isSet: Bool { flag.load(ordering: .acquiring) }

  func set() { flag.store(true, ordering: .releasing) }
}
