// What alerts about containers say: one line for a phone's lock screen, and a few sentences for who opens it.

/// The words for one container as it is at one moment.
struct ContainerWords {
  var name: ContainerName
  var container: ContainerCase
  var settings: AlertSettings

  private var marks: ContainerMarks { container.marks }
  private var reading: ContainerReading? { container.reading }
  private var identity: Identity? { reading?.identity ?? marks.identity }

  /// What the alert would be, were it to fire now.
  func draft(_ alert: AlertName, _ rule: AlertRule) -> AlertBook.Draft {
    AlertBook.Draft(
      severity: identity?.overrides.severity ?? rule.severity, name: name.text, image: identity?.image ?? "",
      composeProject: identity?.composeProject ?? "", composeService: identity?.composeService ?? "",
      onlyWebhooks: identity?.overrides.webhooks, annotations: annotations(alert))
  }

  /// Whether what it says may change while it fires, and is known now.
  func hasNews(of alert: AlertName) -> Bool {
    switch alert {
    // A probe that succeeded ends the streak before the change is confirmed.
    case .containerUnhealthy: reading?.health == .unhealthy && (reading?.failingStreak ?? 0) > 0
    case .containerCrashLooping, .containerRestartingOften: !marks.restarts.isEmpty && marks.lastExit != nil
    case .containerOOMKilled: marks.memoryKill?.exit != nil
    default: false
    }
  }

  func annotations(_ alert: AlertName) -> AlertAnnotations {
    let exit = exit(of: alert)
    var result = AlertAnnotations(summary: summary(alert), description: description(alert))
    result.containerID = reading?.id ?? marks.id
    result.exitCode = exit?.exitCode ?? (alert == .containerStartFailed ? marks.startFailure?.exitCode : nil)
    result.outcome = exit?.outcome
    result.restarts = restarts(alert)
    if alert == .containerUnhealthy { result.healthOutput = badOutput }
    if alert == .containerHealthFlapping { result.healthOutput = output }
    if let evidence = marks.exit?.evidence, exit != nil { result.evidence = PlainText.line(evidence.joined(separator: "; "), atMost: 1000) }
    return result
  }

  // MARK: Parts

  /// `shop/web-1`: compose's own prefix said once.
  var who: String {
    let project = identity?.composeProject ?? ""
    let text = PlainText.line(name.text, atMost: 120)
    guard !project.isEmpty else { return text }
    return "\(PlainText.line(project, atMost: 60))/\(own(text, in: project))"
  }

  /// A name without its project and the mark between the two; as it is if it has none.
  private func own(_ text: String, in project: String) -> Substring {
    let rest = text.utf8.dropFirst(project.utf8.count)
    guard text.utf8.starts(with: project.utf8), let mark = rest.first, rest.count > 1, "-_".utf8.contains(mark) else { return text[...] }
    return text[rest.index(after: rest.startIndex)...]
  }

  /// The exit an alert is about.
  private func exit(of alert: AlertName) -> Exit? {
    switch alert {
    case .containerRestartsExhausted, .containerRestartFailed, .containerExited: marks.exit?.exit
    case .containerOOMKilled: marks.memoryKill?.exit
    case .containerCrashLooping, .containerRestartingOften: marks.lastExit
    default: nil
    }
  }

  private func restarts(_ alert: AlertName) -> Int? {
    switch alert {
    case .containerCrashLooping: recentRestarts(within: crashLoopWindow)
    case .containerRestartingOften: recentRestarts(within: settings[alert].window ?? 0)
    case .containerRestartsExhausted: limit
    default: nil
    }
  }

  private var crashLoopWindow: Int64 { identity?.overrides.crashLoopWindow ?? settings[.containerCrashLooping].window ?? 0 }

  private func recentRestarts(within window: Int64) -> Int {
    marks.restarts.reduce(0) { container.now.since($1) <= window ? $0 + 1 : $0 }
  }

  /// Of more than are remembered the number is not known.
  private func recentRestarts(within window: Int64, _ noun: String) -> String {
    let count = recentRestarts(within: window)
    return (count < settings.restartsKept ? "" : "at least ") + Quantity.count(count, noun) + " within \(Quantity.duration(window))"
  }

  private var limit: Int? {
    guard case .onFailure(let maximum)? = identity?.policy, maximum > 0 else { return nil }
    return maximum
  }

  /// What the last probe said, if it may be shown.
  private var output: String? {
    guard settings.showsProbeOutput, let output = reading?.healthOutput else { return nil }
    let line = PlainText.line(output, atMost: 1000)
    return line.isEmpty ? nil : line
  }

  /// The same if that probe failed: for a moment the last one known may be one that succeeded.
  private var badOutput: String? { (reading?.failingStreak ?? 0) > 0 ? output : nil }

  /// `exit 1 after 4 s`.
  private func ending(_ exit: Exit?) -> String {
    guard let exit else { return "exit unknown" }
    let code = exit.exitCode.map { "exit \($0)" } ?? "exit code unknown"
    return exit.ranForSeconds.map { "\(code) after \(Quantity.duration(seconds: $0))" } ?? code
  }

  /// `exited 1 after 4 s`.
  private func exited(_ exit: Exit?) -> String {
    guard let exit else { return "exited" }
    let code = exit.exitCode.map { "exited \($0)" } ?? "exited"
    return exit.ranForSeconds.map { "\(code) after \(Quantity.duration(seconds: $0))" } ?? code
  }

  private var policy: String {
    guard let policy = identity?.policy else { return "unknown" }
    return limit.map { "\(policy.name):\($0)" } ?? policy.name
  }

  private var memoryLimit: String { identity?.memoryLimit.map { " (limit \(Quantity.memory($0)))" } ?? "" }

  // MARK: Summaries

  private func summary(_ alert: AlertName) -> String {
    switch alert {
    case .containerUnhealthy: unhealthy
    case .containerHealthFlapping:
      "\(who) keeps changing between healthy and unhealthy (\(settings[alert].changes ?? 0) times"
        + " within \(Quantity.duration(settings[alert].window ?? 0)))"
    case .containerHealthStuckStarting:
      "\(who) has been starting for over \(Quantity.duration(marks.startingSince.map { container.now.since($0) } ?? 0))"
        + " and is not healthy yet"
    case .containerCrashLooping:
      "\(who) is crash looping: \(recentRestarts(within: crashLoopWindow, "restart")) (last \(ending(marks.lastExit)))"
    case .containerRestartingOften:
      "\(who) was restarted \(recentRestarts(within: settings[alert].window ?? 0, "time")) (last \(ending(marks.lastExit)))"
    case .containerRestartsExhausted:
      "\(who) used up its \(limit.map { Quantity.count($0, "restart") } ?? "restarts"); Docker has given up"
        + " (last \(ending(marks.exit?.exit)))"
    case .containerRestartFailed: restartFailed
    case .containerStartFailed:
      "\(who) could not be started: \(EngineError.gist(marks.startFailure?.error ?? "no reason given", atMost: 160))"
    case .containerExited: exitedAndDown
    case .containerOOMKilled: killedForMemory
    case .containerNotRestored: "\(who) did not come back after the engine restarted (policy \(policy))"
    case .engineUnreachable, .dogwatchStoreFailing, .dogwatchDeliveryFailing: ""
    }
  }

  private var unhealthy: String {
    let said = badOutput.map(ProbeWords.inSummary)
    // More probes have failed since they were counted.
    let holdsFor = identity?.overrides.unhealthyFor ?? settings[.containerUnhealthy].holdsFor
    if holdsFor > 0 { return "\(who) has been unhealthy for over \(Quantity.duration(holdsFor))\(said.map { ":" + $0 } ?? "")" }
    let streak = reading?.failingStreak ?? 0
    let probes = streak > 0 ? ": \(Quantity.count(streak, "probe")) failed" : ""
    return "\(who) is unhealthy\(probes)\(said.map { "," + $0 } ?? "")"
  }

  private var restartFailed: String {
    let exit = marks.exit?.exit
    if exit?.outcome == .restartCancelled {
      let signal = exit?.signal.map { "an earlier \(SignalName.of($0))" } ?? "an earlier signal"
      return "\(who) \(exited(exit)) and was not restarted: \(signal) had cancelled its policy \(policy)"
    }
    let reason = restartError.map { " (\(EngineError.gist($0, atMost: 120)))" } ?? ""
    return "\(who) \(exited(exit)) and could not be restarted\(reason); Docker has given up"
  }

  /// Why the policy's restart failed, in the engine's words.
  private var restartError: String? {
    let words = "the restart failed: "
    return marks.exit?.evidence.last { $0.hasPrefix(words) }.map { String($0.dropFirst(words.count)) }
  }

  private var exitedAndDown: String {
    let exit = marks.exit?.exit
    let isUnexplained = exit?.outcome == .unknown && identity != nil
    if reading == nil || identity?.autoRemove == true { return "\(who) \(exited(exit)) and removed itself (--rm)" }
    return "\(who) \(exited(exit))\(Self.staysDown)\(isUnexplained ? ", though its policy is \(policy)" : "")"
  }

  fileprivate static let staysDown = " and stays down"

  private var killedForMemory: String {
    guard let exit = marks.memoryKill?.exit else { return "\(who) ran out of memory\(memoryLimit): a process in it was killed" }
    let then =
      switch exit.outcome {
      case .restarted: ", policy brought it back"
      case .exhausted: "; its restarts are used up, Docker has given up"
      case .restartFailed: " and could not be restarted"
      case .stopped, .engineShutdown: ""
      case .restartCancelled, .completed, .failed, .unknown: reading?.isDown == true ? Self.staysDown : ""
      }
    return "\(who) was killed for memory\(memoryLimit)\(then)"
  }

  // MARK: Descriptions

  private func description(_ alert: AlertName) -> String {
    var sentences: [String] = []
    switch alert {
    case .containerRestartFailed:
      if let restartError { sentences.append("Docker said: \(PlainText.line(restartError, atMost: 400)).") }
    case .containerStartFailed:
      if let error = marks.startFailure?.error { sentences.append("Docker said: \(PlainText.line(error, atMost: 400)).") }
    case .containerUnhealthy:
      if let badOutput { sentences.append(ProbeWords.inDescription(badOutput)) }
    case .containerHealthFlapping:
      if let output { sentences.append(ProbeWords.inDescription(output)) }
    default: break
    }
    if let image = identity?.image, !image.isEmpty { sentences.append("Image \(PlainText.line(image, atMost: 200)), policy \(policy).") }
    if let id = reading?.id ?? marks.id { sentences.append("Container \(id.short).") }
    return sentences.joined(separator: " ")
  }
}

extension AlertAnnotations {
  /// The same once the alert is over: what stayed down may be up again. Other alerts quote what others wrote, which stays as it is.
  func onceResolved(_ alert: AlertName) -> AlertAnnotations {
    guard alert == .containerExited || alert == .containerOOMKilled else { return self }
    var result = self
    if let end = summary.ranges(of: ContainerWords.staysDown).last { result.summary = String(summary[..<end.lowerBound]) }
    return result
  }
}
