// Places and who gets them, without a network.

import Synchronization
import Testing

@testable import Endpoints

@Suite struct ConnectionRosterTests {
  private final class Connection: Sendable {
    private let left = Atomic(false)
    var id: ObjectIdentifier { ObjectIdentifier(self) }
    var hasLeft: Bool { left.load(ordering: .relaxed) }

    func enter(_ roster: ConnectionRoster) {
      roster.enter(id) { self.left.store(true, ordering: .relaxed) }
    }
  }

  /// Its only place is taken, and may be had by one that comes.
  private func full() -> (ConnectionRoster, RosterDelegate, Connection) {
    let roster = ConnectionRoster(limit: 1, patience: .zero)
    let delegate = RosterDelegate(roster: roster)
    let first = Connection()
    delegate.connectionOpened()
    first.enter(roster)
    #expect(delegate.isAcceptingNewConnections())
    return (roster, delegate, first)
  }

  @Test func whoHasWaitedLongestLeavesForOneThatComes() {
    let (roster, delegate, first) = full()
    let second = Connection()
    delegate.connectionOpened()
    second.enter(roster)
    #expect(first.hasLeft)
    #expect(!second.hasLeft)
  }

  /// The one that was to leave was asked something just then.
  @Test func oneTooManyIsNoneAnyMoreWhenTheFirstHasItsAnswer() {
    let (roster, delegate, first) = full()
    let second = Connection()
    roster.ask(first.id)
    delegate.connectionOpened()
    second.enter(roster)
    #expect(!first.hasLeft)
    #expect(!delegate.isAcceptingNewConnections())
    roster.wait(first.id)
    #expect(first.hasLeft)
    delegate.connectionClosed()
    #expect(delegate.isAcceptingNewConnections())
  }

  /// Such as for want of descriptors: it does not matter how many places there are.
  @Test func whoHasWaitedLongEnoughMakesRoomWhenNobodyCanBeAccepted() {
    let roster = ConnectionRoster(limit: 100, patience: .zero)
    let (silent, asking) = (Connection(), Connection())
    silent.enter(roster)
    asking.enter(roster)
    roster.ask(asking.id)
    roster.makeRoom()
    #expect(silent.hasLeft)
    #expect(!asking.hasLeft)
    let patient = ConnectionRoster(limit: 100, patience: .seconds(600))
    let newcomer = Connection()
    newcomer.enter(patient)
    patient.makeRoom()
    #expect(!newcomer.hasLeft)
  }
}
