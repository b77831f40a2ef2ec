// What was done and what the containers themselves say: all that the judge may know beside inspect.

import Foundation

/// Seconds since 1970, by the host's clock.
typealias Moment = Double

func presentMoment() -> Moment { Date().timeIntervalSince1970 }

/// A stretch of time.
struct Span: Sendable, Hashable {
  var from: Moment
  var to: Moment

  func overlaps(_ other: Span) -> Bool { from <= other.to && other.from <= to }
  func contains(_ moment: Moment) -> Bool { from <= moment && moment <= to }
  func widened(_ before: Double, _ after: Double) -> Span { Span(from: from - before, to: to + after) }
  var length: Double { to - from }
}

/// What the script did, when, and how it was answered.
struct ChaosDiary: Sendable {
  /// A request of a person.
  struct Request: Sendable {
    enum Verb: String, Sendable {
      case create, start, stop, kill, hangUp, restart, pause, unpause, remove

      /// Whether a life begins with it.
      var starts: Bool { self == .start || self == .restart }
    }

    var name: String
    var verb: Verb
    var span: Span
    /// Whether the engine did it; nil: it did not say, or failed at it.
    var wasDone: Bool?
  }

  /// A signal past the engine.
  struct Strike: Sendable {
    var name: String
    var span: Span
  }

  /// A time without an engine, from the first sign of its end to its first answer.
  struct Absence: Sendable {
    var isKill: Bool
    var span: Span
    /// From when on it was being started again.
    var boot: Moment
  }

  var requests: [Request] = []
  var strikes: [Strike] = []
  var absences: [Absence] = []
  /// Stretches during which nothing could come through, or nobody was there to hear it.
  var cuts: [Span] = []
  var fullDisk: [Span] = []
  /// When the health check of a name was made to fail.
  var sickened: [String: [Moment]] = [:]
  var steps: [(at: Moment, text: String)] = []
}

/// One life of a container's program, by its own word.
struct ChaosRun: Sendable {
  /// How it ended, when it had time to say so.
  enum End: Sendable {
    case byItself(code: Int, at: Moment)
    case onSignal(code: Int, at: Moment)

    var code: Int {
      switch self {
      case .byItself(let code, _), .onSignal(let code, _): code
      }
    }

    var at: Moment {
      switch self {
      case .byItself(_, let at), .onSignal(_, let at): at
      }
    }
  }

  var start: Moment
  var end: End?

  /// Reads what a program wrote. `bootedAt` is when the host's time since boot was zero.
  static func read(_ path: String, bootedAt: Moment) -> [ChaosRun] {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var runs: [ChaosRun] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let first = words.first, let uptime = words.last.flatMap({ Double($0) }) else { continue }
      let at = bootedAt + uptime
      let code = words.count > 2 ? Int(words[1]) ?? 137 : 0
      switch first {
      case "s": runs.append(ChaosRun(start: at))
      case "x" where !runs.isEmpty: runs[runs.count - 1].end = .byItself(code: code, at: at)
      case "t" where !runs.isEmpty: runs[runs.count - 1].end = .onSignal(code: code, at: at)
      default: break
      }
    }
    return runs
  }

  /// CLOCK_BOOTTIME's zero, to a hundredth of a second as /proc/uptime tells it.
  static func bootedAt() -> Moment {
    let text = (try? String(contentsOfFile: "/proc/uptime", encoding: .utf8)) ?? ""
    return presentMoment() - (text.split(separator: " ").first.flatMap { Double($0) } ?? 0)
  }
}
