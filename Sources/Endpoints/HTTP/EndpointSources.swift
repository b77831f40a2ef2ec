// Where the endpoints read what they show.

import Glibc
public import Watch

/// Everything the endpoints need to know; reading it never waits for the engine.
public struct EndpointSources: Sendable {
  public var snapshot: LatestSnapshot
  public var transitions: any TransitionSource
  public var alerts: LatestAlerts
  public var metrics: DaemonMetrics
  /// Whether what health probes said may be shown (`alerts.probeOutput`).
  public var showsProbeOutput: ProbeOutputFlag
  /// The loop that stands still, in words; nil while every loop makes progress (`/-/healthy`).
  public var stall: @Sendable () -> String?
  /// What `/-/ready` says it waits for before the first full listing.
  public var waitingFor: @Sendable () -> String
  /// The host's wall clock, from which a duration in `since` counts back.
  public var now: @Sendable () -> Timestamp

  public init(
    snapshot: LatestSnapshot, transitions: any TransitionSource, alerts: LatestAlerts = LatestAlerts(), metrics: DaemonMetrics,
    showsProbeOutput: ProbeOutputFlag = ProbeOutputFlag(true), stall: @escaping @Sendable () -> String? = { nil },
    waitingFor: @escaping @Sendable () -> String = { "the first full listing of containers" },
    now: @escaping @Sendable () -> Timestamp = { Self.wallClock() }
  ) {
    self.snapshot = snapshot
    self.transitions = transitions
    self.alerts = alerts
    self.metrics = metrics
    self.showsProbeOutput = showsProbeOutput
    self.stall = stall
    self.waitingFor = waitingFor
    self.now = now
  }

  /// The history's rows as they may be shown: what probes said may have been written down before that was forbidden.
  func rows(_ query: TransitionQuery) async -> TransitionRows {
    let rows = await transitions.rows(query)
    return showsProbeOutput.isSet ? rows : rows.withoutProbeOutput
  }

  /// The host's clock.
  public static func wallClock() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}
