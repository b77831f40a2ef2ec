// Who is connected, and whose place the next to come takes.

import HummingbirdCore
import NIOCore
import Synchronization

/// The connections of one listener. When all places are taken, one that comes gets that of the one that has waited longest for a request, which is ended,
/// as an idle connection may be at any time. So nobody keeps others out by connecting and asking nothing, or slowly.
final class ConnectionRoster: Sendable {
  private let limit: Int
  private let patience: TimeAmount
  private let state = Mutex(State())

  /// For `limit` connections at once, and one more for the moment in which it takes another's place. One that has waited for less than `patience` keeps its own.
  init(limit: Int, patience: Duration) {
    self.limit = limit
    self.patience = TimeAmount(patience)
  }

  private struct State {
    /// Accepted and not closed.
    var count = 0
    var members: [ObjectIdentifier: Member] = [:]
    var listener: (any Channel)?
    /// Whether the listener was last told to accept nobody. Of itself it asks again only when a connection has ended.
    var isRefusing = false
    var isToBeAskedAgain = false

    /// Who has waited longest, and since when.
    var longestWaiting: (key: ObjectIdentifier, since: NIODeadline)? {
      members.compactMap { key, member in member.waitingSince.map { (key, $0) } }.min { $0.1 < $1.1 }
    }
  }

  private struct Member {
    let leave: @Sendable () -> Void
    /// Nil while a request is being answered.
    var waitingSince: NIODeadline?
  }

  // MARK: The listener

  /// Who is to be asked again when a place may be had.
  func serve(_ listener: any Channel) {
    state.withLock { $0.listener = listener }
  }

  fileprivate var isAccepting: Bool {
    state.withLock { state in
      let isAccepting = state.count < limit || state.count == limit && hasLeaver(state)
      state.isRefusing = !isAccepting
      if !isAccepting { askAgain(&state) }
      return isAccepting
    }
  }

  /// One has come; if it is one too many, another goes.
  fileprivate func accepted() {
    let leave: (@Sendable () -> Void)? = state.withLock { state in
      state.count += 1
      guard state.count > limit, let longest = state.longestWaiting else { return nil }
      return state.members.removeValue(forKey: longest.key)?.leave
    }
    leave?()
  }

  /// There are no descriptors for those who come: everybody who has waited for long enough gives theirs back. Otherwise silence would keep others
  /// out until it is idle for too long, and the daemon's own work would go on short.
  func makeRoom() {
    let leavers = state.withLock { state in
      let latest = NIODeadline.now() - patience
      let waiting = state.members.filter { $0.value.waitingSince.map { $0 <= latest } ?? false }
      for key in waiting.keys { state.members[key] = nil }
      return waiting.values.map(\.leave)
    }
    for leave in leavers { leave() }
  }

  fileprivate func closed() {
    state.withLock { $0.count -= 1 }
  }

  private func hasLeaver(_ state: State) -> Bool {
    state.longestWaiting.map { NIODeadline.now() - $0.since >= patience } ?? false
  }

  /// Has the listener ask again once somebody has waited for long enough. While there is one too many it asks by itself when that one has gone.
  private func askAgain(_ state: inout State) {
    guard !state.isToBeAskedAgain, state.count <= limit, let longest = state.longestWaiting, let listener = state.listener else { return }
    state.isToBeAskedAgain = true
    listener.eventLoop.scheduleTask(deadline: longest.since + patience) { [self] in
      self.state.withLock { $0.isToBeAskedAgain = false }
      listener.read()
    }
  }

  // MARK: The connections

  /// A connection is set up; `leave` ends it.
  func enter(_ connection: ObjectIdentifier, leave: @escaping @Sendable () -> Void) {
    state.withLock { state in
      state.members[connection] = Member(leave: leave, waitingSince: .now())
      if state.isRefusing { askAgain(&state) }
    }
  }

  /// It has asked, and keeps its place until it is answered.
  func ask(_ connection: ObjectIdentifier) {
    state.withLock { $0.members[connection]?.waitingSince = nil }
  }

  /// It has its answer. If it was asked when it should have left for one that came, it leaves now.
  func wait(_ connection: ObjectIdentifier) {
    let leave: (@Sendable () -> Void)? = state.withLock { state in
      guard state.members[connection] != nil else { return nil }
      if state.members.count > limit { return state.members.removeValue(forKey: connection)?.leave }
      state.members[connection]?.waitingSince = .now()
      if state.isRefusing { askAgain(&state) }
      return nil
    }
    leave?()
  }

  func leave(_ connection: ObjectIdentifier) {
    state.withLock { $0.members[connection] = nil }
  }
}

/// What Hummingbird asks before it accepts.
struct RosterDelegate: AvailableConnectionsDelegate {
  let roster: ConnectionRoster

  func connectionOpened() { roster.accepted() }
  func connectionClosed() { roster.closed() }
  func isAcceptingNewConnections() -> Bool { roster.isAccepting }
}
