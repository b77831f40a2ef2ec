// What must hold of everything that is told, whatever happened and whatever was lost.

import Watch

extension Life {
  // MARK: Always

  /// Looks at all that was told.
  mutating func expectLaws() {
    expectLawfulOrder()
    expectCountersAgree()
    expectLawfulAlerts()
    if story.wakesInVain > 0 { wrong("asked to be woken at once again \(story.wakesInVain) times") }
  }

  /// Numbers rise by one; of each container starts and exits take turns, and after its removal nothing is told.
  private mutating func expectLawfulOrder() {
    for (index, transition) in story.transitions.enumerated() where transition.sequence != Int64(index + 1) {
      return wrong("transition \(index + 1) is numbered \(transition.sequence)")
    }
    var isRunning = Dictionary(uniqueKeysWithValues: runningAtFirst.map { ($0, true) })
    var isGone: Set<ContainerID> = []
    for transition in story.transitions {
      guard let id = transition.id else { continue }
      if isGone.contains(id) { wrong("\(transition.words) of \(id.short) after its removal") }
      switch transition.kind {
      case .start:
        if isRunning[id] == true { wrong("a second start without an exit: \(told(id))") }
        isRunning[id] = true
      case .exit:
        if isRunning[id] != true { wrong("an exit without a start: \(told(id))") }
        isRunning[id] = false
      case .removed:
        if isRunning[id] == true { wrong("removed without an exit: \(told(id))") }
        isGone.insert(id)
      default: break
      }
    }
  }

  /// Restarts that are known by their number alone count on both sides; all else is counted as it is told.
  private mutating func expectCountersAgree() {
    var told: [ContainerName: ContainerView.Counters] = [:]
    for transition in story.transitions {
      guard let name = transition.name else { continue }
      switch transition.kind {
      case .start(let reason): told[name, default: .init()].starts[reason.index] += 1
      case .exit(let exit): told[name, default: .init()].exits[exit.outcome.index] += 1
      case .startFailed: told[name, default: .init()].startFailures += 1
      default: break
      }
    }
    var (starts, exits) = (Int64(0), Int64(0))
    for name in story.fleet.names {
      guard let counted = story.fleet.view(of: name)?.counters else { continue }
      let told = told[name] ?? .init()
      let restarts = counted.starts[StartReason.policy.index] - told.starts[StartReason.policy.index]
      var expected = told
      expected.starts[StartReason.policy.index] += restarts
      expected.exits[ExitOutcome.restarted.index] += restarts
      if restarts < 0 || expected.starts != counted.starts || expected.exits != counted.exits
        || told.startFailures != counted.startFailures
      {
        wrong("\(name) counts \(counted.starts) \(counted.exits), told were \(told.starts) \(told.exits)")
      }
      starts += counted.starts.reduce(0, +)
      exits += counted.exits.reduce(0, +)
      if kind == .seen, restarts != 0 { wrong("\(name): \(restarts) restarts counted that nobody told") }
    }
    let truth = story.engine.truth
    // RestartCount and the code are the same whether somebody stopped the last run or, while the stream was cut, the wait for the next one.
    let unsure = kind == .cut ? truth.restartsCalledOff : 0
    if kind != .faulty, starts > truth.startCount + unsure || exits > truth.exitCount + unsure {
      wrong("\(starts) starts and \(exits) exits counted, \(truth.startCount) and \(truth.exitCount) were")
    }
  }

  /// An alert that resolves has fired, one that fires has resolved before; what is left is what is shown, and with all containers gone nothing is.
  private mutating func expectLawfulAlerts() {
    var firing: Set<Fingerprint> = []
    for alert in story.alertChanges {
      if alert.isFiring {
        if !firing.insert(alert.fingerprint).inserted { wrong("\(alert.words) fires although it does") }
      } else if firing.remove(alert.fingerprint) == nil {
        wrong("\(alert.words) resolves and never fired")
      }
    }
    for alert in story.book.firing { wrong("\(alert.words) fires with all containers gone") }
    if !firing.isEmpty { wrong("\(firing.count) alerts never resolved") }
    for alert in story.blindAlerts { wrong("\(alert.words) changed while the engine was out of reach") }
    for words in story.resolvedUntold { wrong("resolved, though its firing was never told: \(words)") }
    let believed = story.believes("ops")
    if !believed.isEmpty { wrong("the receiver believes in \(believed.sorted())") }
  }

  // MARK: When all is quiet

  /// What is shown is what the engine says.
  mutating func expectPictureIsTheEngines() {
    for container in story.engine.containers.values.sorted(by: { $0.name < $1.name }) {
      guard let present = story.present(container.name) else {
        wrong("\(container.name) is not shown")
        continue
      }
      if present.id != container.id { wrong("\(container.name) is shown as another container") }
      if present.state != container.status {
        wrong("\(container.name) is \(container.status), shown \(present.state): \(told(container.id))")
      }
      let isSilent = story.engine.truth.runs[container.id]?.contains { $0.exit?.isSettledInSilence == true } ?? false
      if container.error.isEmpty, !isSilent, present.retriesUsed != container.restartCount {
        wrong("\(container.name): RestartCount \(container.restartCount), shown \(present.retriesUsed): \(told(container.id))")
      }
      if container.status == .running, present.health != .unknown, present.health != container.health?.status ?? .none {
        wrong("\(container.name): health \(container.health?.status ?? .none), shown \(present.health): \(told(container.id))")
      }
      if container.status == .running, let start = present.startedAt, let real = container.startedAt, abs(start.since(real)) > 10_000_000 {
        wrong("\(container.name): runs since \(real), shown \(start): \(told(container.id))")
      }
    }
    let shown = story.fleet.names.filter { story.fleet.view(of: $0)?.present != nil }
    if shown.count != story.engine.containers.count { wrong("\(story.engine.containers.count) containers, \(shown.count) shown") }
  }

  /// Alerts stand for what is so, and for all that is so.
  mutating func expectAlerts() {
    let firing = Set(story.firing)
    for container in story.engine.containers.values {
      let last = story.transitions.last { if case .exit = $0.kind { $0.id == container.id } else { false } }
      var outcome: ExitOutcome?
      var code: Int?
      if case .exit(let exit)? = last?.kind { (outcome, code) = (exit.outcome, exit.exitCode) }
      let isDown = container.status == .exited
      func expect(_ name: AlertName, _ holds: Bool) {
        let words = "\(name.rawValue) \(container.name)"
        if firing.contains(words) != holds {
          wrong("\(words) \(holds ? "does not fire" : "fires"), \(container.status): \(told(container.id))")
        }
      }
      expect(.containerExited, isDown && (outcome == .failed || outcome == .unknown && code ?? 0 != 0))
      expect(.containerRestartsExhausted, isDown && outcome == .exhausted)
      expect(.containerRestartFailed, isDown && (outcome == .restartFailed || outcome == .restartCancelled))
      expect(
        .containerStartFailed,
        [.created, .exited].contains(container.status) && !container.error.isEmpty && isStartFailureLast(of: container.id))
      guard container.status != .paused else { continue }
      let health = container.status == .running ? story.present(container.name)?.health : nil
      if health != .starting, health != .unknown, !firing.contains("ContainerHealthFlapping \(container.name)") {
        expect(.containerUnhealthy, health == .unhealthy)
      }
    }
  }

  private func isStartFailureLast(of id: ContainerID) -> Bool {
    story.transitions.last { $0.id == id && ["start", "exit", "start-failed"].contains($0.kind.label) }?.kind.label == "start-failed"
  }

  // MARK: The truth

  /// Without faults all of the truth is told, and nothing as inferred; else what is told as seen is true or `unknown`.
  mutating func expectTruth() {
    if kind == .seen { return expectWholeTruth() }
    if kind == .engine {
      if story.gaps.count != engineRestarts { wrong("\(engineRestarts) restarts of the engine, \(story.gaps.count) gaps") }
      if !story.abandonments.isEmpty { wrong("gave up a stream that was good: \(story.abandonments)") }
    }
    if kind == .faulty || isTruthLost { return }
    for transition in story.transitions where !transition.isInferred {
      guard let id = transition.id else { continue }
      let runs = story.engine.truth.runs[id] ?? []
      switch transition.kind {
      case .start(let reason):
        // An early one may be told with the time of inspect, a little before the event's.
        let run = runs.first { $0.startedAt == transition.time } ?? runs.first { $0.startedAt == transition.time.advanced(by: 1_000_000) }
        guard let run else {
          wrong("\(transition.words) at \(transition.time), which was none: \(told(id))")
          continue
        }
        // Of one that had ended unseen nobody knows whether the boot or a person started it: the start has overwritten the code, and says nothing else.
        // Nor of one to which something was done in silence.
        let before = runs.last { $0.startedAt < run.startedAt }?.exit
        let isHidden = before.map { $0.isUnsaid || $0.isFollowedInSilence } ?? false
        if reason != run.reason, reason != .unknown, !isHidden {
          wrong("start \(run.reason) told as \(reason): \(told(id))")
        }
      case .exit(let exit):
        // Gone before anybody could ask who it was.
        if transition.evidence.contains(where: { $0.hasPrefix("removed at once") }) { continue }
        guard let real = runs.lazy.compactMap(\.exit).first(where: { $0.time == transition.time }) else {
          wrong("\(transition.words) at \(transition.time), which was none: \(told(id))")
          continue
        }
        // One that removes itself cannot be asked, and its engine goes without another word.
        let isGoneWithIt =
          real.outcome == .engineShutdown && !real.isOfBoot && exit.outcome == .stopped && story.engine.containers[id] == nil
        if let outcome = real.outcome, exit.outcome != outcome, exit.outcome != .unknown, !isGoneWithIt, !real.isSettledInSilence {
          wrong("exit \(outcome) told as \(exit.outcome) (\(transition.evidence)): \(told(id))")
        }
      default: break
      }
    }
  }

  private mutating func expectWholeTruth() {
    for id in story.engine.truth.runs.keys.sorted(by: { $0.text < $1.text }) {
      let truth = lived(id)
      let own = story.transitions.filter { $0.id == id }
      // Gone before anybody could ask who it was.
      if own.contains(where: { $0.evidence.contains { $0.hasPrefix("removed at once") || $0.hasPrefix("gone before") } }) { continue }
      let told = own.filter { $0.kind.label == "start" || $0.kind.label == "exit" }.map { "\($0.time.nanoseconds) \($0.words)" }
      if told.count != truth.count || zip(told, truth).contains(where: { !$1.contains($0) }) {
        wrong("\(id.short) \(policy(id)): lived \(truth), told \(told)")
      }
    }
    if !story.abandonments.isEmpty { wrong("gave up a stream that was good: \(story.abandonments)") }
  }

  /// Each start and exit since the baseline, in all the words that may be told of it.
  private func lived(_ id: ContainerID) -> [[String]] {
    var words: [[String]] = []
    let runs = story.engine.truth.runs[id] ?? []
    for (index, run) in runs.enumerated() {
      // Before anybody looked a person had it started or removed: it seems the policy's doing, or the removal seems the end of the back-off.
      let before = index == 0 ? nil : runs[index - 1].exit
      let isHidden = before.map { $0.isFollowedInSilence && run.startedAt.since($0.time) < 20 * Story.second } ?? false
      if run.startedAt > baseline {
        words.append((isHidden ? StartReason.allCases : [run.reason]).map { "\(run.startedAt.nanoseconds) start \($0.rawValue)" })
      }
      guard let exit = run.exit, exit.time > baseline else { continue }
      let isLast = index == runs.count - 1
      let isOpen =
        exit.isSettledInSilence
        && (isLast
          ? story.engine.containers[id].map { exit.outcome == .restartFailed || !$0.error.isEmpty } ?? true
          : runs[index + 1].startedAt.since(exit.time) < 20 * Story.second)
      words.append((isOpen ? ExitOutcome.allCases : [exit.outcome ?? .unknown]).map { "\(exit.time.nanoseconds) exit \($0.rawValue)" })
    }
    return words
  }

  private func policy(_ id: ContainerID) -> String { story.engine.containers[id].map { "\($0.policy)" } ?? "removed" }

  func told(_ id: ContainerID) -> String {
    "\(policy(id)) " + story.transitions.filter { $0.id == id }.suffix(9).map(\.words).joined(separator: ", ")
  }
}
