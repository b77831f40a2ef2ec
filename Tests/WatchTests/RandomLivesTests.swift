// Random lawful lives: whatever happens, what is counted stays lawful, and after a full listing the picture is the engine's.

import Foundation
import Testing
import Watch

@Suite struct RandomLivesTests {
  /// A small generator with a seed (SplitMix64), so that a failure can be had again.
  struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }
  }

  /// `WATCH_TEST_SEEDS=200` tries more.
  static let seeds = Array(1...(ProcessInfo.processInfo.environment["WATCH_TEST_SEEDS"].flatMap(UInt64.init) ?? 6))

  @Test(arguments: seeds) func onALiveStreamEveryStartAndExitIsCountedOnce(_ seed: UInt64) {
    var dice = Dice(state: seed)
    var life = RandomLife(dice: &dice)
    life.codes = [0, 1, 2, 137]
    for _ in 0..<300 { life.step(&dice) }
    life.settle()
    #expect(life.story.abandonments.isEmpty)
    #expect(life.exits == life.story.engine.exitCount - life.exitsBefore)
    #expect(life.starts == life.story.engine.startCount - life.startsBefore)
    life.expectLawful()
    life.expectPictureIsTheEngines()
  }

  @Test(arguments: seeds) func overGapsNothingIsCountedTwice(_ seed: UInt64) {
    var dice = Dice(state: seed &+ 1000)
    var life = RandomLife(dice: &dice)
    for _ in 0..<12 {
      for _ in 0..<20 { life.step(&dice) }
      life.loseStream(&dice)
      life.expectLawful()
      life.expectPictureIsTheEngines()
    }
    life.settle()
    #expect(life.exits <= life.story.engine.exitCount - life.exitsBefore)
    #expect(life.starts <= life.story.engine.startCount - life.startsBefore)
    life.expectLawful()
    life.expectPictureIsTheEngines()
  }

  @Test(arguments: seeds) func overRestartsOfTheEngineNothingIsInvented(_ seed: UInt64) {
    var dice = Dice(state: seed &+ 2000)
    var life = RandomLife(dice: &dice)
    for _ in 0..<8 {
      for _ in 0..<20 { life.step(&dice) }
      life.restartEngine(&dice)
      life.expectLawful()
      life.expectPictureIsTheEngines()
    }
    #expect(life.story.gaps.map(\.cause) == Array(repeating: .engineRestarted, count: 8))
    #expect(life.story.abandonments.isEmpty)
  }
}

/// A dozen containers to which random things happen.
struct RandomLife {
  var story: Story
  let runningBefore: Int
  let exitsBefore: Int
  let startsBefore: Int
  private var highest: [ContainerName: ContainerView.Counters] = [:]
  private var fresh = 0
  /// Over a gap an exit with a code that a stop can lead to may be taken for one.
  var codes = [1, 1, 2, 3]

  init(dice: inout RandomLivesTests.Dice) {
    let generation: ModelEngine.Generation = dice.roll(2) == 0 ? .old : .new
    let settings = FleetSettings(removedRetention: 1_000_000 * Story.second)
    var roll = dice
    story = Story(settings: settings, generation: generation) { engine in
      for number in 0..<6 {
        engine.create("c\(number)") { RandomLife.configure(&$0, &roll) }
        if roll.roll(3) > 0 { engine.start("c\(number)") }
      }
    }
    dice = roll
    runningBefore = story.engine.containers.values.count { $0.status != .created && $0.status != .exited }
    exitsBefore = story.engine.exitCount
    startsBefore = story.engine.startCount
  }

  private static func configure(_ container: inout ModelContainer, _ dice: inout RandomLivesTests.Dice) {
    switch dice.roll(6) {
    case 0: container.policy = .no
    case 1: container.policy = .unlessStopped
    case 2: container.policy = .onFailure(maximumRetryCount: 0)
    case 3: container.policy = .onFailure(maximumRetryCount: 2)
    default: container.policy = .always
    }
    if container.policy == .no, dice.roll(3) == 0 { container.autoRemove = true }
    if dice.roll(2) == 0 { container.healthcheck = check(retries: 2) }
    if dice.roll(4) == 0 { container.stopSignal = 3 }
  }

  // MARK: Steps

  mutating func step(_ dice: inout RandomLivesTests.Dice) {
    happen(&dice)
    if case .after = story.answering { story.answering = .after(seconds: [0.002, 0.02, 0.3][dice.roll(3)]) }
    story.wait([0.001, 0.05, 0.2, 1, 12][dice.roll(5)])
    if dice.roll(20) == 0 { story.list() }
    if dice.roll(8) == 0 { noteCounters() }
  }

  private mutating func happen(_ dice: inout RandomLivesTests.Dice) {
    let names = story.engine.containers.values.map(\.name).sorted()
    guard names.count > 3, dice.roll(15) > 0 else { return makeAnother(&dice) }
    let name = names[dice.roll(names.count)]
    let code = codes[dice.roll(4)]
    let choice = dice.roll(16)
    story.act(settling: 0) { engine in
      switch choice {
      case 0...3: engine.exit(name, code: code)
      case 4: engine.stop(name, code: code == 1 ? nil : 143)
      case 5: engine.kill(name, signal: 9, code: 137)
      case 6: engine.kill(name, signal: 1)
      case 7: engine.restart(name)
      case 8: engine.pause(name)
      case 9: engine.unpause(name)
      case 10: engine.runOutOfMemory(name, isMain: engine[name].status == .running)
      case 11: engine.remove(name)
      case 12: engine.probe(name, code: code, output: "\(code)")
      case 13: engine.probe(name, code: 0, output: "")
      case 14: engine[name].startError = engine[name].startError == nil && engine[name].status == .running ? "no" : nil
      default: engine.start(name)
      }
    }
  }

  private mutating func makeAnother(_ dice: inout RandomLivesTests.Dice) {
    // Often under a name that was there before.
    let number = dice.roll(2) == 0 ? dice.roll(12) : 12 + fresh
    fresh += 1
    let name = "c\(number)"
    guard story.engine[name].id == ContainerID(name) else { return }
    var roll = dice
    story.act(settling: 0) { $0.create(name) { RandomLife.configure(&$0, &roll) } }
    dice = roll
    if dice.roll(4) > 0 { story.start(name) }
  }

  mutating func loseStream(_ dice: inout RandomLivesTests.Dice) {
    story.disconnect()
    let firstLost = story.engine.now
    for _ in 0..<dice.roll(25) { step(&dice) }
    let lost = story.engine.ring.filter { $0.time > firstLost }
    // The ring has all of it, the end of it, or nothing.
    let past = [lost, Array(lost.suffix(dice.roll(lost.count + 1))), []][dice.roll(3)]
    story.connect(past: past)
    settle()
  }

  mutating func restartEngine(_ dice: inout RandomLivesTests.Dice) {
    let names = story.engine.containers.values.map(\.name).sorted()
    switch dice.roll(3) {
    case 0:
      story.answering = .refused
      for name in names { story.act(settling: 0.01) { $0.stop(name, code: 143, isShuttingDown: true) } }
      goDown()
    case 1:
      goDown()
      for name in names { story.engine.stop(name, code: 143) }
    default:
      goDown()
      story.engine.crashHost()
    }
    story.engine.boot()
    story.connect(restarted: true, past: dice.roll(3) == 0 ? [] : story.engine.ring)
    settle()
  }

  private mutating func goDown() {
    story.disconnect(.ended)
    story.failToConnect()
    story.answering = .after(seconds: 0.002)
    story.engine.ring.removeAll()
    // Nothing is restarted while it is away.
    for id in story.engine.containers.keys where story.engine.containers[id]?.status == .restarting {
      story.engine.containers[id]?.restartAt = nil
      story.engine.containers[id]?.status = .exited
    }
    story.wait(10)
  }

  mutating func settle() {
    story.wait(130)
    story.answering = .after(seconds: 0.002)
    story.list()
    story.wait(20)
    story.list()
    noteCounters()
  }

  private mutating func noteCounters() {
    for name in story.fleet.names {
      guard let counters = story.fleet.view(of: name)?.counters else { continue }
      if let before = highest[name] {
        let falls =
          zip(before.starts, counters.starts).contains { $0 > $1 } || zip(before.exits, counters.exits).contains { $0 > $1 }
          || zip(before.healthTime, counters.healthTime).contains { $0 > $1 } || before.oomKills > counters.oomKills
          || zip(before.healthTransitions, counters.healthTransitions).contains { $0 > $1 }
        #expect(!falls, "the counters of \(name) fell")
      }
      highest[name] = counters
    }
  }

  // MARK: Findings

  var exits: Int { story.fleet.names.reduce(0) { $0 + sum(story.fleet.view(of: $1)?.counters.exits) } }
  var starts: Int { story.fleet.names.reduce(0) { $0 + sum(story.fleet.view(of: $1)?.counters.starts) } }

  private func sum(_ counts: [Int64]?) -> Int { Int(counts?.reduce(0, +) ?? 0) }

  func expectLawful() {
    #expect(exits <= starts + runningBefore)
  }

  func expectPictureIsTheEngines() {
    for container in story.engine.containers.values {
      let present = story.present(container.name)
      #expect(present?.id == container.id)
      #expect(present?.state == container.status, "\(container.name) \(container.policy): \(story.told(container.name).suffix(6))")
      // A failed start by hand resets RestartCount and says nothing.
      if container.error.isEmpty { #expect(present?.retriesUsed == container.restartCount) }
      if container.status == .running, present?.health != .unknown {
        #expect(present?.health == container.health?.status ?? Health.none)
      }
    }
    let present = story.fleet.names.filter { story.fleet.view(of: $0)?.present != nil }
    #expect(present.count == story.engine.containers.count)
  }
}
