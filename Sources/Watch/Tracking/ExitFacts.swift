// What is known of an exit when it is judged.

/// The facts from which an exit is judged.
struct ExitFacts: Sendable, Codable {
  var time: Timestamp
  /// Nil when it could not be learned or cannot be trusted.
  var exitCode: Int?
  /// Nil when the container was gone before it could be inspected.
  var identity: Identity?
  /// Signals sent through the API in this run.
  var signals: [SentSignal] = []
  /// A `stop` event belongs to this exit.
  var wasStopped = false
  /// RestartCount before the exit.
  var retriesBefore = 0
  /// RestartCount as found after the exit.
  var retriesAfter: Int?
  /// Inspect said `restarting` after the exit.
  var wasRestarting = false
  /// `State.Error` as found after the exit.
  var error = ""
  /// Inspect said so after the exit.
  var wasKilledForMemory = false

  /// Whether the policy had set about restarting the container: RestartCount rises when a restart is scheduled, which it is not after each exit.
  var wasScheduled: Bool { wasRestarting || policyRestarts != false && (retriesAfter ?? retriesBefore) > retriesBefore }
}

// MARK: - What people's signals did

extension ExitFacts {
  /// The signals of the API that can have stopped the container: one that stops (2, 3, 9, 15, its STOPSIGNAL), sent at most
  /// max(StopTimeout, 10 s) + 5 s before the exit.
  var stoppingSignals: [SentSignal] {
    let window = (Int64(min(max(identity?.stopTimeout ?? 10, 10), 86_400)) + 5) * FleetSettings.second
    return signals.filter { sent in
      let age = time.since(sent.time)
      guard age <= window, age >= -FleetSettings.second else { return false }
      guard let number = sent.number else { return exitCode.map(explainedByStoppingSignal) ?? false }
      return isStopping(number)
    }
  }

  /// Whether a person or a tool took the container down through the API.
  var isStoppedThroughAPI: Bool { wasStopped || !stoppingSignals.isEmpty }

  /// The signal a stop began with; else the last one sent.
  var reportedSignal: Int? {
    let stopping = stoppingSignals.compactMap(\.number)
    return stopping.first ?? signals.last?.number
  }

  private func isStopping(_ number: Int) -> Bool {
    [2, 3, 9, 15].contains(number) || number == identity?.stopSignal
  }

  /// Whether the exit code is one that a stopping signal leads to: for signals whose number is hidden, or that nobody saw.
  func explainedByStoppingSignal(_ code: Int) -> Bool {
    code == 0 || code > 128 && isStopping(code - 128)
  }

  /// Whether a signal sent earlier in this run keeps the policy from acting (moby daemon/kill.go): under `unless-stopped` any, as it marks the
  /// container as stopped by a person; else SIGKILL, its STOPSIGNAL, or any if it has none, as they cancel the restart manager. The mark is
  /// on disk; the restart manager is the engine's own, and gone with it.
  var isCancelled: Bool {
    signals.contains { sent in
      if identity?.policy == .unlessStopped { return true }
      if sent.isOfEarlierEngine == true { return false }
      guard let stopSignal = identity?.stopSignal, let number = sent.number else { return true }
      return number == 9 || number == stopSignal
    }
  }

  /// Whether the mark of a signal that did not stop it keeps a boot from starting it, too: whoever starts it then is a person or a tool.
  var staysDownAtBoot: Bool { identity?.policy == .unlessStopped && isCancelled && !isStoppedThroughAPI }
}

// MARK: - What the policy does

extension ExitFacts {
  /// Whether the policy restarts a container after this exit, signals aside (moby restartmanager: `ShouldRestart`); nil if that cannot be known.
  var policyRestarts: Bool? {
    switch identity?.policy {
    case nil: nil
    case .no?: false
    case .always?, .unlessStopped?: true
    case .onFailure(let maximum)?:
      exitCode.map { $0 != 0 && (maximum == 0 || retriesBefore < maximum) }
    }
  }

  /// N of on-failure:N.
  var limit: Int? {
    guard case .onFailure(let maximum)? = identity?.policy, maximum > 0 else { return nil }
    return maximum
  }

  /// Whether a start that follows this exit without a word in between must be the policy's.
  var predictsRestart: Bool { (policyRestarts ?? false) && !isCancelled && !isStoppedThroughAPI }
}
