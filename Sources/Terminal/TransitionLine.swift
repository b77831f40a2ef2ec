// One transition as one line that a person reads.

public import Watch

/// Puts a transition into words: `web  exited 137 after 3 h, stopped by SIGTERM through the API`.
public enum TransitionLine {
  /// The whole line, without its end.
  public static func text(_ transition: Transition) -> String {
    "\(transition.time.rfc3339.prefix(19))Z  \(subject(transition))  \(predicate(transition))"
  }

  /// The whole line within a terminal's width: what does not fit goes on below, under the name.
  public static func lines(_ transition: Transition, width: Int?) -> [String] {
    let text = text(transition)
    guard let width else { return [text] }
    return TextWrap.lines(text, width: width, indent: width < 60 ? 2 : 22)
  }

  /// The same without the time, for what keeps its own: `web: exited 137 after 3 h, stopped by SIGTERM through the API`.
  public static func sentence(_ transition: Transition) -> String {
    "\(subject(transition)): \(predicate(transition))"
  }

  /// The same without the name, for where that stands already: `exited 137 after 3 h, stopped by SIGTERM through the API`.
  public static func predicate(_ transition: Transition) -> String {
    words(transition) + remark(transition)
  }

  private static func subject(_ transition: Transition) -> String {
    transition.name.map { printable($0.text) } ?? "engine"
  }

  private static func remark(_ transition: Transition) -> String {
    transition.isInferred ? " (found afterwards, not seen)" : ""
  }

  private static func words(_ transition: Transition) -> String {
    switch transition.kind {
    case .created: "created"
    case .removed: "removed"
    case .paused: "paused"
    case .unpaused: "unpaused"
    case .start(let reason): start(reason)
    case .startFailed(let error, let exitCode):
      "could not be started" + (exitCode.map { " (exit code \($0))" } ?? "") + ": " + printable(error)
    case .exit(let exit): self.exit(exit)
    case .health(let change): health(change)
    case .renamed(let oldName): "renamed from \(printable(oldName.text))"
    case .gap(let gap): self.gap(gap)
    }
  }

  private static func start(_ reason: StartReason) -> String {
    switch reason {
    case .new: "started for the first time"
    case .policy: "started again by its restart policy"
    case .manual: "started by a person or a tool"
    case .engine: "started by the engine at its boot"
    case .unknown: "started, nobody can say why"
    }
  }

  // MARK: Exits

  private static func exit(_ exit: Exit) -> String {
    var text = exit.exitCode.map { "exited \($0)" } ?? "exited"
    // As alerts say it.
    if let seconds = exit.ranForSeconds { text += " after " + (seconds < 0.1 ? "less than 0.1 s" : length(seconds)) }
    if exit.oom { text += ", killed for memory" }
    return text + ", " + outcome(exit)
  }

  private static func outcome(_ exit: Exit) -> String {
    switch exit.outcome {
    case .engineShutdown: "taken down by the engine"
    case .stopped: "stopped" + (exit.signal.map { " by \(SignalName.of($0))" } ?? "") + " through the API"
    case .restarted:
      "brought back by its restart policy" + (exit.restartDelaySeconds.map { " after a back-off of \(length($0))" } ?? "")
    case .restartFailed: "and its restart failed: Docker has given up"
    case .exhausted: "used up its retries: Docker has given up"
    case .restartCancelled:
      "not restarted: " + (exit.signal.map { SignalName.of($0) } ?? "a signal") + " sent earlier had cancelled its restart policy"
    case .completed: "completed"
    case .failed: "failed; its policy leaves it"
    case .unknown: "nobody can say why"
    }
  }

  // MARK: Health and gaps

  private static func health(_ change: HealthChange) -> String {
    var text = "\(change.to.rawValue) (was \(change.from.rawValue))"
    if change.to == .unhealthy {
      if let streak = change.failingStreak, streak > 0 { text += ", \(streak) probe\(streak == 1 ? "" : "s") failed in a row" }
      // Without a failed probe the last one known is not why.
      if change.failingStreak != 0, let output = change.output, !output.isEmpty { text += ", last said \"\(printable(output))\"" }
    }
    return text
  }

  private static func gap(_ gap: Gap) -> String {
    let cause =
      switch gap.cause {
      case .streamLost: "the event stream was lost"
      case .engineRestarted: "the engine restarted"
      case .daemonStopped: "dogwatch was not running"
      }
    return "not seen for \(length(Double(gap.end.since(gap.start)) / 1e9)) since \(gap.start.rfc3339.prefix(19))Z: \(cause)"
  }

  // MARK: Parts

  /// `0.4 s`, `12 s`, `4 min`, `3 h`, `5 d`: cut, never rounded up, as alerts say it.
  public static func length(_ seconds: Double) -> String {
    let seconds = max(0, seconds)
    return switch seconds {
    case ..<10: "\((seconds * 10).rounded(.down) / 10) s".replacingZeroFraction
    case ..<120: "\(Int(seconds)) s"
    case ..<7200: "\(Int(seconds / 60)) min"
    case ..<172_800: "\(Int(seconds / 3600)) h"
    default: "\(Int(min(seconds / 86_400, 1e6))) d"
    }
  }

  /// One line, without what could colour a terminal, move its cursor or reverse the text, and not endless.
  public static func printable(_ text: String) -> String {
    var line = ""
    for scalar in text.withoutEscapeSequences.unicodeScalars {
      guard line.utf8.count < 400 else { return line + "…" }
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: line.append(" ")
      case .format, .surrogate, .privateUse, .unassigned: line.append("\u{FFFD}")
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }
}

extension String {
  /// `3 s` for `3.0 s`.
  fileprivate var replacingZeroFraction: String {
    hasSuffix(".0 s") ? dropLast(4) + " s" : self
  }
}
