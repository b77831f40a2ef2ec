import Testing
import Watch

@testable import Endpoints

@Suite struct SnapshotBuilderTests {
  @Test func rowsRiseByName() {
    let snapshot = FleetSnapshot.of(["web", "a", "db", "cache"].map { .running($0) })
    #expect(snapshot.views.map(\.name.text) == ["a", "cache", "db", "web"])
    #expect(snapshot.count == 4)
  }

  @Test func laterViewTakesTheEarliersPlace() {
    var builder = SnapshotBuilder()
    builder.isReady = true
    builder.set(.running("web"))
    _ = builder.publish()
    builder.set(.running("web", policy: .no))
    builder.set(.running("web", policy: .unlessStopped))
    #expect(builder.publish().views.map(\.present?.restartPolicy) == [.unlessStopped])
  }

  @Test func removedNameIsGone() {
    var builder = SnapshotBuilder()
    builder.isReady = true
    builder.set(.running("web"))
    builder.set(.running("db"))
    _ = builder.publish()
    builder.remove(ContainerName("web"))
    builder.remove(ContainerName("never there"))
    #expect(builder.publish().views.map(\.name.text) == ["db"])
    builder.set(.running("x"))
    builder.remove(ContainerName("x"))
    builder.remove(ContainerName("db"))
    #expect(builder.publish().count == 0)
  }

  @Test func nothingIsShownBeforeTheFirstFullListing() {
    var builder = SnapshotBuilder()
    builder.set(.running("web"))
    let snapshot = builder.publish()
    #expect(Array(snapshot.views).isEmpty)
    #expect(snapshot.view(of: ContainerName("web")) == nil)
    #expect(!snapshot.scraped().contains("docker_"))
    builder.isReady = true
    #expect(builder.publish().view(of: ContainerName("web")) != nil)
  }

  @Test func aSnapshotNeverChanges() {
    var builder = SnapshotBuilder()
    builder.isReady = true
    builder.set(.running("web"))
    let before = builder.publish()
    builder.set(.running("web", policy: .no))
    builder.set(.running("db"))
    _ = builder.publish()
    #expect(before.views.map(\.present?.restartPolicy) == [.always])
  }

  @Test func unchangedRowsAreKeptAsTheyAre() {
    var builder = SnapshotBuilder()
    for number in 0..<1000 { builder.set(.running("c\(number)")) }
    let before = builder.publish()
    builder.set(.running("c500", policy: .no))
    builder.set(.running("c501"))
    let after = builder.publish()
    let fresh = zip(before.pages.flatMap(\.rows), after.pages.flatMap(\.rows)).filter { !$0.isSame(as: $1) }
    #expect(fresh.map(\.1.view.name.text) == ["c500"])
  }

  /// Against a dictionary, through thousands of changes; pages stay sorted, bounded, and their lengths true.
  @Test func pagesHoldWhatADictionaryHolds() {
    var random = Shuffle(state: 7)
    var builder = SnapshotBuilder()
    builder.isReady = true
    var expected: [String: ContainerView] = [:]
    for step in 0..<200 {
      for _ in 0..<Int.random(in: 1...60, using: &random) {
        let name = "c\(Int.random(in: 0..<700, using: &random))"
        if Int.random(in: 0..<10, using: &random) < (step / 50 % 2 == 0 ? 3 : 7) {
          builder.remove(ContainerName(name))
          expected[name] = nil
        } else {
          let view = ContainerView.running(name) { $0.counters.oomKills = Int64(step) }
          builder.set(view)
          expected[name] = view
        }
      }
      let snapshot = builder.publish()
      #expect(Array(snapshot.views) == expected.values.sorted { $0.name < $1.name })
      #expect(snapshot.pages.allSatisfy { !$0.rows.isEmpty && $0.rows.count <= RowPage.capacity })
      #expect(snapshot.pages.allSatisfy { page in page.lengths == RowPage(page.rows).lengths })
      #expect(expected.keys.allSatisfy { snapshot.view(of: ContainerName($0)) == expected[$0] })
    }
  }
}

/// The same numbers on each run.
private struct Shuffle: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
