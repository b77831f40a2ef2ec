import Testing
import Watch

@testable import DogwatchDaemon

@Suite struct InboxTests {
  private func event(_ number: Int, name: String? = nil) -> Observation.Content {
    .event(
      EngineEvent(
        time: Timestamp(nanoseconds: Int64(number)), id: ContainerID("a"), action: .start, attributes: .init(name: name)))
  }

  private func numbers(_ observations: [Observation]) -> [Int64] {
    observations.compactMap { if case .event(let event) = $0.content { event.time.nanoseconds } else { nil } }
  }

  @Test func everythingIsTakenInTheOrderItWasPut() async {
    let inbox = Inbox()
    inbox.put([event(1), event(2)])
    inbox.put([.deadline])
    inbox.put([event(3)])
    let taken = await inbox.take() ?? []
    #expect(numbers(taken) == [1, 2, 3])
    #expect(taken.count == 4)
  }

  @Test func eventsAreRefusedWhenItIsFullAndTakenAgainWhenItIsEmpty() async {
    let inbox = Inbox(capacity: 1000)
    #expect(inbox.put([event(1), event(2), event(3)]))
    #expect(!inbox.put([event(4)]))
    _ = await inbox.take()
    #expect(inbox.put([event(5)]))
    #expect(numbers(await inbox.take() ?? []) == [5])
  }

  @Test func longNamesTakeRoomByTheirLength() {
    let inbox = Inbox(capacity: 4096)
    #expect(inbox.put([event(1)]))
    #expect(!inbox.put([event(2, name: String(repeating: "x", count: 4096))]))
  }

  @Test func newsOfTheConnectionFindRoomInAFullInbox() async {
    let inbox = Inbox(capacity: 300)
    #expect(inbox.put([event(1)]))
    #expect(inbox.put([.disconnected(Disconnection(cause: .overflow, message: "full"))]))
    #expect(inbox.put([.deadline, event(2)]))
    #expect(await inbox.take()?.count == 4)
  }

  @Test func itSaysWhenItIsHalfFull() async {
    let inbox = Inbox(capacity: 1000)
    inbox.put([event(1)])
    #expect(!inbox.isHalfFull)
    inbox.put([event(2)])
    #expect(inbox.isHalfFull)
    _ = await inbox.take()
    #expect(!inbox.isHalfFull)
  }

  @Test(arguments: 1...20) func aTakerThatWaitsIsWoken(_: Int) async {
    let inbox = Inbox()
    async let taken = inbox.take()
    await Task.yield()
    inbox.put([event(7)])
    #expect(numbers(await taken ?? []) == [7])
  }

  @Test(arguments: 1...20) func closingWakesATakerThatWaits(_: Int) async {
    let inbox = Inbox()
    async let taken = inbox.take()
    await Task.yield()
    inbox.close()
    #expect(await taken == nil)
  }

  @Test func whatWaitsWhenItClosesIsStillTakenAndNothingMore() async {
    let inbox = Inbox()
    inbox.put([event(1)])
    inbox.close()
    inbox.put([event(2)])
    #expect(numbers(await inbox.take() ?? []) == [1])
    #expect(await inbox.take() == nil)
  }

  @Test func manyPuttersLoseNothingAndKeepTheirOwnOrder() async {
    let inbox = Inbox()
    let (putters, each) = (8, 500)
    let taker = Task {
      var all: [Int64] = []
      while let batch = await inbox.take() { all += numbers(batch) }
      return all
    }
    await withDiscardingTaskGroup { group in
      for putter in 0..<putters {
        group.addTask { for number in 0..<each { inbox.put([self.event(putter * each + number)]) } }
      }
    }
    inbox.close()
    let all = await taker.value
    #expect(all.count == putters * each)
    for putter in 0..<putters {
      let own = all.filter { Int($0) / each == putter }
      #expect(own == own.sorted())
    }
  }
}
