// The rules that say what an exit meant, in their order of precedence (SPEC: Exit outcomes).

/// An outcome and what it rests on.
struct ExitVerdict: Sendable {
  var outcome: ExitOutcome
  var evidence: [String]
}

extension ExitFacts {
  /// The verdict on an exit that the engine did not cause and after which nothing starts any more.
  func finalVerdict() -> ExitVerdict {
    if isStoppedThroughAPI { return ExitVerdict(outcome: .stopped, evidence: stopEvidence) }
    if wasScheduled {
      return error.isEmpty
        ? ExitVerdict(outcome: .stopped, evidence: [countEvidence, "gone from its back-off without an error: killed while it waited"])
        : ExitVerdict(outcome: .restartFailed, evidence: [countEvidence, "the restart failed: \(error)"])
    }
    guard let identity else {
      return ExitVerdict(outcome: .unknown, evidence: ["gone before it could be inspected"] + codeEvidence)
    }
    if case .onFailure(let maximum) = identity.policy, maximum > 0, let exitCode, exitCode != 0, (retriesAfter ?? retriesBefore) >= maximum
    {
      return ExitVerdict(outcome: .exhausted, evidence: ["policy on-failure:\(maximum)", countEvidence] + codeEvidence)
    }
    switch policyRestarts {
    case true? where isCancelled:
      return ExitVerdict(
        outcome: .restartCancelled, evidence: ["policy \(identity.policy.name)"] + signals.map(signalEvidence) + codeEvidence)
    case true?:
      return ExitVerdict(
        outcome: .unknown, evidence: ["policy \(identity.policy.name) should have restarted it and did not"] + codeEvidence)
    case false?:
      guard let exitCode else { break }
      return ExitVerdict(outcome: exitCode == 0 ? .completed : .failed, evidence: ["policy \(identity.policy.name)"] + codeEvidence)
    case nil:
      break
    }
    return ExitVerdict(outcome: .unknown, evidence: ["its exit code is not known", "policy \(identity.policy.name)"])
  }

  /// The verdict on an exit that nobody saw and that was found after a gap.
  func inferredVerdict(engineHasRestarted: Bool) -> ExitVerdict {
    let cutShort = engineHasRestarted ? verdictOnBackOffCutShort() : nil
    if let cutShort, cutShort.outcome == .exhausted { return cutShort }
    if engineHasRestarted, isStoppedThroughAPI || [255, 137, 143].contains(exitCode) {
      return ExitVerdict(outcome: .engineShutdown, evidence: ["found exited after the engine restarted"] + codeEvidence)
    }
    let verdict = cutShort ?? finalVerdict()
    switch verdict.outcome {
    case .unknown where policyRestarts == true && !engineHasRestarted && exitCode.map(explainedByStoppingSignal) ?? false:
      let policy = identity?.policy.name ?? "unknown"
      return ExitVerdict(outcome: .stopped, evidence: ["policy \(policy), yet it stays down without an error"] + codeEvidence)
    case .failed where !engineHasRestarted && !wasKilledForMemory && exitCode.map(explainedByStoppingSignal) ?? false:
      return ExitVerdict(outcome: .unknown, evidence: ["a signal that nobody saw"] + codeEvidence)
    default:
      return verdict
    }
  }

  /// The verdict on an exit whose restart was waited for when the engine went, and that its boot left down; nil when that is not what came of it.
  /// The boot starts by the count, in which the restart that never came stands already (moby daemon/daemon.go: `restore`).
  func verdictOnBackOffCutShort() -> ExitVerdict? {
    guard wasScheduled, error.isEmpty, !isStoppedThroughAPI else { return nil }
    if let limit, (retriesAfter ?? retriesBefore) >= limit {
      return ExitVerdict(
        outcome: .exhausted,
        evidence: ["policy on-failure:\(limit)", countEvidence, "the engine went before the last restart"] + codeEvidence)
    }
    // Somebody may have ended its back-off unseen, which keeps a boot from starting it only under this policy.
    if identity?.policy == .unlessStopped { return nil }
    return ExitVerdict(
      outcome: .unknown, evidence: [countEvidence, "the engine went before the restart, and did not start it at its boot"])
  }

  /// The verdict on an exit after which the policy brought the container back.
  func restartedVerdict(after delay: Int64?) -> ExitVerdict {
    var evidence = ["policy \(identity?.policy.name ?? "unknown")"]
    if wasRestarting { evidence.append("state restarting") }
    if retriesAfter != nil { evidence.append(countEvidence) }
    if let delay { evidence.append("start followed after \(Self.seconds(delay))") }
    return ExitVerdict(outcome: .restarted, evidence: evidence)
  }

  /// What speaks for a stop through the API.
  var stopEvidence: [String] {
    stoppingSignals.map(signalEvidence) + (wasStopped ? ["stop"] : [])
  }

  var codeEvidence: [String] { exitCode.map { ["exit code \($0)"] } ?? [] }

  private var countEvidence: String { "RestartCount \(retriesAfter ?? retriesBefore)" }

  private func signalEvidence(_ sent: SentSignal) -> String {
    "kill \(sent.name) \(Self.seconds(max(0, time.since(sent.time)))) before the exit"
  }

  /// `0.25 s`, with two digits at the most.
  static func seconds(_ nanoseconds: Int64) -> String {
    let hundredths = nanoseconds / 10_000_000 + nanoseconds % 10_000_000 / 5_000_000
    let (whole, fraction) = hundredths.quotientAndRemainder(dividingBy: 100)
    if fraction == 0 { return "\(whole) s" }
    if fraction % 10 == 0 { return "\(whole).\(fraction / 10) s" }
    return "\(whole).\(fraction < 10 ? "0" : "")\(fraction) s"
  }
}
