// What the core wants to see: a queue of inspects, those first that a verdict waits for.

import DequeModule
import Synchronization
import Watch

/// Wishes of the core, until the reconciler carries them out.
final class Inspector: Sendable {
  private let state = Mutex(State())

  fileprivate struct State: ~Copyable {
    var urgent: Deque<ContainerID> = []
    var routine: Deque<ContainerID> = []
    /// What stands in one of the two, and whether in `urgent`.
    var waiting: [ContainerID: Bool] = [:]
    var wantsListing = false
    var takers: [CheckedContinuation<Void, Never>] = []
    var lister: CheckedContinuation<Void, Never>?
    var isClosed = false
  }

  /// Asks for inspects; one that waits already is not asked twice, but may become urgent.
  func ask(for requests: [InspectRequest]) {
    guard !requests.isEmpty else { return }
    let takers = state.withLock { state in
      for request in requests { state.add(request) }
      defer { state.takers.removeAll() }
      return state.takers
    }
    for taker in takers { taker.resume() }
  }

  /// A full listing is wanted at once.
  func listNow() {
    let lister = state.withLock { state in
      state.wantsListing = true
      return state.lister.take()
    }
    lister?.resume()
  }

  func close() {
    let sleeping = state.withLock { state in
      state.isClosed = true
      var sleeping = state.takers
      state.takers.removeAll()
      if let lister = state.lister.take() { sleeping.append(lister) }
      return sleeping
    }
    for continuation in sleeping { continuation.resume() }
  }

  /// The next container to inspect; nil once closed.
  func next() async -> ContainerID? {
    while true {
      let (id, isClosed) = state.withLock { state -> (ContainerID?, Bool) in (state.takeNext(), state.isClosed) }
      if isClosed { return nil }
      if let id { return id }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if !state.urgent.isEmpty || !state.routine.isEmpty || state.isClosed { return true }
          state.takers.append(continuation)
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  /// Waits until a listing is wanted; false once closed.
  func listingWanted() async -> Bool {
    while true {
      let (isWanted, isClosed) = state.withLock { state in
        defer { state.wantsListing = false }
        return (state.wantsListing, state.isClosed)
      }
      if isClosed { return false }
      if isWanted { return true }
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          if state.wantsListing || state.isClosed { return true }
          state.lister = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }
}

extension Inspector.State {
  fileprivate mutating func add(_ request: InspectRequest) {
    let id = request.id
    switch waiting[id] {
    case nil where request.isUrgent, false? where request.isUrgent:
      if waiting.updateValue(true, forKey: id) == false { routine.removeAll { $0 == id } }
      urgent.append(id)
    case nil:
      waiting[id] = false
      routine.append(id)
    case false?, true?:
      break
    }
  }

  /// Urgent ones first, each in the order asked for.
  fileprivate mutating func takeNext() -> ContainerID? {
    guard let id = urgent.popFirst() ?? routine.popFirst() else { return nil }
    waiting[id] = nil
    return id
  }
}
