// Random lawful lives of a few containers, seen by a watcher through a line that may have faults.

import Watch

/// One life: what happens is drawn from a seed, and what is found wrong with what was told of it is gathered.
struct Life {
  enum Kind: String, CaseIterable, Sendable {
    /// The stream brings everything, and every question is answered, be it late.
    case seen
    /// The stream is cut, and the watcher itself ends and begins again.
    case cut
    /// The engine goes and comes back, in all ways there are.
    case engine
    /// Events and answers are lost, doubled, delayed and swapped.
    case faulty
  }

  let kind: Kind
  var story: Story
  var dice: Dice
  /// Whether the engine keeps containers running while it is away.
  let liveRestore: Bool
  /// When the first listing had come: what was before is no news.
  let baseline: Timestamp
  let runningAtFirst: Set<ContainerID>
  /// Somebody sets the host's wall clock now and then.
  var clockSetter: Dice?
  /// Something was lost that no reconciling can bring back: what is told need not be the whole truth.
  var isTruthLost = false
  var wrongs: [String] = []

  private var highest: [ContainerName: ContainerView.Counters] = [:]
  private var abandonmentsSeen = 0
  private var fresh = 0
  private(set) var engineRestarts = 0

  init(_ kind: Kind, seed: UInt64) {
    self.kind = kind
    var dice = Dice(seed: seed)
    liveRestore = dice.oneIn(3)
    let number = 1 + dice.roll(3)
    story = Story(
      settings: FleetSettings(removedRetention: 1_000_000 * Story.second), generation: dice.pick([.old, .new]), isConnected: false
    ) { engine in
      for number in 0..<number {
        engine.create("c\(number)") { Self.configure(&$0, &dice) }
        if !dice.oneIn(4) { engine.start("c\(number)") }
      }
    }
    self.dice = dice
    story.engine.truth = Truth()
    runningAtFirst = Set(story.engine.containers.values.filter { $0.status == .running }.map(\.id))
    for id in story.engine.containers.keys where story.engine.containers[id]?.startedAt != nil { story.engine.truth.knows(id) }
    story.connect(liveRestore: liveRestore)
    baseline = story.engine.now
    if kind == .faulty { story.faults = Faults(seed: seed) }
  }

  private static func configure(_ container: inout ModelContainer, _ dice: inout Dice) {
    container.policy = dice.pick([
      .no, .always, .unlessStopped, .onFailure(maximumRetryCount: 0), .onFailure(maximumRetryCount: 2), .always,
    ])
    if container.policy == .no { container.autoRemove = dice.oneIn(3) }
    if dice.oneIn(2) { container.healthcheck = check(retries: 2) }
    if dice.oneIn(4) { container.stopSignal = dice.pick([1, 3]) }
    if dice.oneIn(5) { container.stopTimeout = dice.pick([2, 30]) }
    container.codeOnStop = dice.pick([143, 0, 3, nil])
  }

  // MARK: Living

  /// Lives through so many steps and looks back.
  mutating func run(steps: Int = 14) {
    for _ in 0..<steps {
      step()
      if kind != .seen, dice.oneIn(5) { disturb() }
    }
    settle()
    expectPictureIsTheEngines()
    expectTruth()
    expectAlerts()
    end()
    expectLaws()
  }

  mutating func step() {
    happen()
    if clockSetter?.oneIn(3) == true, let jump = clockSetter?.pick([3600, -3600, 86_400, -86_400] as [Int64]) {
      story.wallAhead += jump * Story.second
    }
    story.answering = answering()
    story.wait(dice.pick([0.001, 0.05, 0.2, 1, 4, 12]))
    if dice.oneIn(8) { story.list() }
    goOnAfterAbandonment()
    noteCounters()
  }

  private mutating func answering() -> Story.Answering {
    switch dice.roll(24) {
    case 0: .hanging
    case 1: .failing
    case 2: .after(seconds: 3)
    case 3...7: .after(seconds: 0.3)
    default: .after(seconds: dice.pick([0.002, 0.02]))
    }
  }

  private mutating func happen() {
    let names = story.engine.containers.values.map(\.name).sorted()
    guard !names.isEmpty, !dice.oneIn(10) else { return makeAnother() }
    let (name, code) = (dice.pick(names), dice.pick([0, 1, 1, 2, 137]))
    if dice.oneIn(12) { return recreate(name) }
    var dice = dice
    story.act(settling: 0) { Self.happen(to: name, code: code, &$0, &dice) }
    self.dice = dice
  }

  private static func happen(to name: String, code: Int, _ engine: inout ModelEngine, _ dice: inout Dice) {
    switch dice.roll(20) {
    case 0...4: engine.exit(name, code: code)
    case 5, 6: engine.stop(name, code: engine[name].codeOnStop)
    case 7: engine.kill(name, signal: 9, code: 137)
    case 8: engine.kill(name, signal: dice.pick([1, 2, 10, 15]))
    case 9: engine.restart(name)
    case 10: engine.pause(name)
    case 11: engine.unpause(name)
    case 12: engine.runOutOfMemory(name, isMain: engine[name].status == .running && dice.oneIn(2))
    case 13: engine.remove(name)
    case 14, 15: engine.probe(name, code: code, output: "\(code)")
    case 16: engine.probe(name, code: 0)
    case 17: engine[name].startError = engine[name].startError == nil && engine[name].status == .running ? "no" : nil
    case 18 where engine.containers.values.allSatisfy { $0.name != name + "x" }: engine.rename(name, to: name + "x")
    default: engine.start(name)
    }
  }

  private mutating func makeAnother() {
    let number = dice.oneIn(2) ? dice.roll(4) : 4 + fresh
    fresh += 1
    let name = "c\(number)"
    guard story.engine.containers.values.allSatisfy({ $0.name != name }) else { return }
    var dice = dice
    story.act(settling: 0) { $0.create(name) { Self.configure(&$0, &dice) } }
    self.dice = dice
    if !dice.oneIn(4) { story.act(settling: 0) { $0.start(name) } }
  }

  /// As compose does it: under a temporary name, until the old one is gone.
  private mutating func recreate(_ name: String) {
    let old = story.engine[name]
    let temporary = "\(old.id.short)_\(name)"
    let code = old.codeOnStop
    story.act(settling: 0.001) { engine in
      engine.create(temporary) {
        $0.policy = old.policy
        $0.healthcheck = old.healthcheck
        $0.labels = ["com.docker.compose.project": "p", "com.docker.compose.replace": old.id.text]
      }
    }
    story.act(settling: 0.001) { $0.stop(name, code: code) }
    story.act(settling: 0.001) { $0.remove(name) }
    story.act(settling: 0.001) { $0.rename(temporary, to: name) }
    story.act(settling: 0.001) { $0.start(name) }
  }

  // MARK: Disturbing

  private mutating func disturb() {
    switch kind {
    case .seen: break
    case .cut: dice.oneIn(3) ? beginAgain() : loseStream()
    case .engine: restartEngine()
    case .faulty: dice.oneIn(4) ? beginAgain() : dice.oneIn(4) ? restartEngine() : loseStream()
    }
    noteCounters()
  }

  private mutating func loseStream() {
    story.disconnect(dice.pick([.ended, .broken]))
    let lost = story.fleet.lastHeard
    for _ in 0..<dice.roll(6) { step() }
    connect(since: lost)
  }

  /// The watcher is killed and begins again with what it wrote down.
  private mutating func beginAgain() {
    let lost = story.fleet.lastHeard
    let saved = story.kill()
    for _ in 0..<dice.roll(6) { step() }
    story.beginAgain(with: saved)
    connect(since: lost)
  }

  /// The stream is cut for a while, and the rest of the life goes its way; or instead the watcher is killed, and goes on with what was written down.
  mutating func beInterrupted(savedAs written: ((SavedFleet) -> SavedFleet)?) {
    let lost = story.fleet.lastHeard
    story.engine.tick()
    let saved = written.map { $0(story.kill()) }
    if saved == nil {
      story.disconnect()
      story.requests.removeAll()
      // Who is gone meanwhile cannot ask either.
      story.isReachable = false
    } else {
      story.engine.tick()
    }
    for _ in 0..<4 { step() }
    story.isReachable = true
    story.engine.tick()
    if let saved { story.beginAgain(with: saved) } else { story.engine.tick() }
    story.requests.removeAll()
    isTruthLost = true
    let past = story.engine.ring.filter { lost == nil || $0.time >= lost!.advanced(by: -5 * Story.second) }
    story.connect(past: past, liveRestore: liveRestore)
    for _ in 0..<6 { step() }
    settle()
  }

  /// What fires, but for restarts of one that a person has put to rest: those go on only for who had been told of them by then.
  var firingWhateverWasTold: [String] {
    story.book.firing.filter { alert in
      guard alert.name == .containerRestartingOften else { return true }
      return story.present(alert.labels.name)?.lastExit?.outcome != .stopped && story.present(alert.labels.name) != nil
    }.map(\.words).sorted()
  }

  /// Connects to the run of the engine that was known: its ring has all since then, or has lost the beginning of it.
  private mutating func connect(since lost: Timestamp?, isContinuous: Bool = false) {
    var past = story.engine.ring.filter { lost == nil || $0.time >= lost!.advanced(by: -5 * Story.second) }
    if dice.oneIn(3) {
      past.removeFirst(dice.roll(past.count + 1))
      isTruthLost = true
    }
    story.connect(past: past, isContinuous: isContinuous, liveRestore: liveRestore)
    story.wait(dice.pick([0.1, 2, 20]))
  }

  private mutating func restartEngine() {
    // What a person did just before is judged by then.
    story.answering = .after(seconds: 0.002)
    story.wait(10)
    goOnAfterAbandonment()
    engineRestarts += 1
    let isOrderly = dice.oneIn(3)
    let isWatched = !dice.oneIn(4)
    let gone = story.engine.now
    let saved = isWatched ? nil : story.kill()
    if isOrderly { shutDown() }
    if isWatched {
      story.disconnect(isOrderly ? .ended : .broken)
      if !dice.oneIn(4) { story.failToConnect() }
    }
    story.answering = .refused
    story.requests.removeAll()
    story.engine.vanish()
    if !isWatched { story.engine.truth.unsay(since: gone) }
    liveOnUnseen()
    boot()
    if let saved { story.beginAgain(with: saved) }
    story.answering = .after(seconds: 0.002)
    story.connect(restarted: true, past: story.engine.ring, liveRestore: liveRestore)
    story.wait(dice.pick([0.1, 2, 20]))
  }

  private mutating func shutDown() {
    guard !liveRestore else { return }
    story.answering = dice.pick([.refused, .hanging])
    for name in story.engine.containers.values.map(\.name).sorted() {
      story.act(settling: 0.01) { $0.shutDown([name]) }
    }
    story.wait(dice.pick([0.1, 1, 11]))
  }

  private mutating func liveOnUnseen() {
    story.wait(dice.pick([0.5, 3, 12, 40]))
    for name in story.engine.containers.values.map(\.name).sorted() where dice.oneIn(4) {
      story.engine.endUnseen(name, code: dice.pick([0, 1, 2]))
    }
    if dice.oneIn(3) { story.engine.crashHost() }
  }

  /// The engine boots, and before anybody has connected somebody may use it already.
  private mutating func boot() {
    story.engine.tick(Story.second)
    for id in story.engine.containers.keys { story.engine.containers[id]?.startError = nil }
    if liveRestore { story.engine.takeBack() } else { story.engine.cleanUp() }
    story.engine.boot()
    for _ in 0..<(dice.oneIn(2) ? 0 : dice.roll(5)) {
      story.engine.tick(dice.pick([10_000_000, 400_000_000, 3 * Story.second]))
      story.engine.restartDue()
      let names = story.engine.containers.values.map(\.name).sorted()
      guard !names.isEmpty else { continue }
      Self.happen(to: dice.pick(names), code: dice.pick([0, 1, 2]), &story.engine, &dice)
    }
  }

  /// The watcher has found the stream dead: it connects anew.
  private mutating func goOnAfterAbandonment() {
    while story.abandonments.count > abandonmentsSeen {
      abandonmentsSeen = story.abandonments.count
      guard story.fleet.isConnected else { return }
      let lost = story.fleet.lastHeard
      story.disconnect(.silent)
      connect(since: lost)
    }
  }

  // MARK: Ending

  /// All is quiet for a while, and the line is good: whatever waits is judged, and what differs is found.
  mutating func settle() {
    story.answering = .after(seconds: 0.002)
    for id in story.engine.containers.keys { story.engine.containers[id]?.startError = nil }
    if story.faults != nil {
      story.faults = nil
      let lost = story.fleet.lastHeard
      story.disconnect()
      connect(since: lost)
    }
    for _ in 0..<3 {
      story.wait(65)
      story.list()
      goOnAfterAbandonment()
    }
    noteCounters()
  }

  /// Everything is removed, and time goes on.
  private mutating func end() {
    for name in story.engine.containers.values.map(\.name).sorted() { story.act { $0.remove(name) } }
    let before = story.wakes
    story.wait(7 * 3600)
    if story.wakes - before > 300 { wrong("woken \(story.wakes - before) times in seven quiet hours") }
    goOnAfterAbandonment()
    noteCounters()
  }

  mutating func wrong(_ what: String) { wrongs.append(what) }

  private mutating func noteCounters() {
    for name in story.fleet.names {
      guard let counters = story.fleet.view(of: name)?.counters else { continue }
      if let before = highest[name], counters.hasFallen(from: before) { wrong("the counters of \(name) fell") }
      highest[name] = counters
    }
  }
}

extension ContainerView.Counters {
  fileprivate func hasFallen(from before: Self) -> Bool {
    func falls(_ old: [Int64], _ new: [Int64]) -> Bool { zip(old, new).contains { $0 > $1 } }
    return falls(before.starts, starts) || falls(before.exits, exits) || falls(before.healthTransitions, healthTransitions)
      || falls(before.healthTime, healthTime) || before.oomKills > oomKills || before.startFailures > startFailures
  }
}
