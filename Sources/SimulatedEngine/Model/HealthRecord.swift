// `State.Health` of a container (moby daemon/health.go).

import Watch

/// A container's health and its last probes.
struct HealthRecord: Sendable {
  private(set) var status = Health.starting
  private(set) var failingStreak = 0
  /// The newest last.
  private(set) var log: [Probe] = []

  static let longestLog = 5
  static let longestOutput = 4096

  struct Probe: Sendable {
    var start: Timestamp
    var end: Timestamp
    var exitCode: Int
    var output: String
  }

  /// A run begins; what was found in the last one stays in the log.
  mutating func begin() {
    status = .starting
    failingStreak = 0
  }

  /// The end of a run, and a pause, leave it unhealthy without a word.
  mutating func interrupt() {
    status = .unhealthy
  }

  /// Takes over what a probe found; failures while starting may not count.
  mutating func observe(_ probe: Probe, retries: Int, isInStartPeriod: Bool) {
    var probe = probe
    probe.output = String(decoding: probe.output.utf8.prefix(Self.longestOutput), as: UTF8.self)
    log.append(probe)
    if log.count > Self.longestLog { log.removeFirst() }
    if probe.exitCode == 0 {
      failingStreak = 0
      status = .healthy
    } else if status != .starting || !isInStartPeriod {
      failingStreak += 1
      if failingStreak >= retries { status = .unhealthy }
    }
  }
}
