import Synchronization
import Testing
import Watch

@testable import DogwatchDaemon

@Suite struct InspectorTests {
  private func routine(_ id: String) -> InspectRequest { InspectRequest(id: ContainerID(id), isUrgent: false) }
  private func urgent(_ id: String) -> InspectRequest { InspectRequest(id: ContainerID(id), isUrgent: true) }

  private final class Taken: Sendable {
    let ids = Mutex<[String]>([])
  }

  /// Everything that waits, in the order it is handed out.
  private func drain(_ inspector: Inspector, _ count: Int) async -> String {
    var ids = ""
    for _ in 0..<count { ids += await inspector.next()?.text ?? "-" }
    return ids
  }

  @Test func wishesAreCarriedOutInTheOrderAskedFor() async {
    let inspector = Inspector()
    inspector.ask(for: [routine("a"), routine("b")])
    inspector.ask(for: [routine("c")])
    #expect(await drain(inspector, 3) == "abc")
  }

  @Test func thoseAVerdictWaitsForComeFirst() async {
    let inspector = Inspector()
    inspector.ask(for: [routine("a"), urgent("x"), routine("b"), urgent("y")])
    #expect(await drain(inspector, 4) == "xyab")
  }

  @Test func whatWaitsIsNotAskedTwice() async {
    let inspector = Inspector()
    inspector.ask(for: [routine("a"), routine("a"), urgent("x"), urgent("x"), routine("x")])
    inspector.ask(for: [routine("end")])
    #expect(await drain(inspector, 3) == "xaend")
  }

  @Test func aRoutineWishMayBecomeUrgent() async {
    let inspector = Inspector()
    inspector.ask(for: [routine("a"), routine("b"), routine("c"), urgent("b"), routine("end")])
    #expect(await drain(inspector, 4) == "bacend")
  }

  @Test func whatIsUnderWayMayBeAskedForAgain() async {
    let inspector = Inspector()
    inspector.ask(for: [urgent("a")])
    #expect(await inspector.next()?.text == "a")
    inspector.ask(for: [routine("b"), routine("a"), routine("end")])
    #expect(await drain(inspector, 3) == "baend")
  }

  @Test func oneWishWakesOneOfManyWhoWait() async throws {
    let inspector = Inspector()
    let taken = Taken()
    await withDiscardingTaskGroup { group in
      for _ in 0..<6 { group.addTask { while let id = await inspector.next() { taken.ids.withLock { $0.append(id.text) } } } }
      for number in 0..<100 {
        inspector.ask(for: [self.routine("\(number)")])
        await Task.yield()
      }
      try? await eventually("all taken") { taken.ids.withLock { $0.count } == 100 }
      inspector.close()
    }
    #expect(Set(taken.ids.withLock { $0 }).count == 100)
  }

  @Test func closingWakesAllWhoWait() async {
    let inspector = Inspector()
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<6 { group.addTask { await inspector.next() == nil } }
      group.addTask { await !inspector.listingWanted() }
      await Task.yield()
      inspector.close()
      for await wasTold in group { #expect(wasTold) }
    }
    #expect(await inspector.next() == nil)
    #expect(await !inspector.listingWanted())
  }

  @Test func listingsWantedTwiceBeforeOneIsMadeAreOne() async {
    let inspector = Inspector()
    inspector.listNow()
    inspector.listNow()
    #expect(await inspector.listingWanted())
    async let second = inspector.listingWanted()
    await Task.yield()
    inspector.close()
    #expect(await !second)
  }

  @Test func aListingWantedWhileOneIsMadeIsMadeAfterIt() async {
    let inspector = Inspector()
    inspector.listNow()
    #expect(await inspector.listingWanted())
    inspector.listNow()
    #expect(await inspector.listingWanted())
  }
}
