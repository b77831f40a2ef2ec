// The state behind DaemonMetrics, and its exposition.

import Exposition
import Watch

struct DaemonNumbers: Sendable {
  var isEngineUp = false
  /// Nil before the first contact.
  var engine: (version: String, apiVersion: String)?
  var connects: Int64 = 0
  var events = EventTally()
  var gaps: [GapCause: Int64] = [:]
  var gapNanoseconds: Int64 = 0
  var inferredTransitions: Int64 = 0
  var reconcileDuration = Histogram(bounds: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])
  var reconcileFailures: Int64 = 0
  var lastReconcile: Timestamp?
  var labelErrors: Int64 = 0
  var isConfigurationGood = true
  /// Nil before it was read for the first time.
  var configurationRead: Timestamp?
  var watchdogPings: Int64 = 0
  var isStoreHealthy = true
  var storeErrors: Int64 = 0
  var alerts = AlertNumbers()

  /// Appends the `dogwatch_*` families. What has labels known beforehand is there from the start, at 0.
  func write(version: String, to text: inout ExpositionText) {
    text.add(MetricFamilies.buildInfo) { $1.sample($0, ["version": version], 1) }
    text.add(MetricFamilies.engineUp, SampleValue(isEngineUp))
    text.add(MetricFamilies.engineInfo) { family, samples in
      guard let engine else { return }
      samples.sample(family, ["version": engine.version, "api_version": engine.apiVersion], 1)
    }
    text.add(MetricFamilies.engineConnects, .integer(connects))
    text.add(MetricFamilies.events) { family, samples in
      for (action, count) in zip(EventTally.actions, events.counts) { samples.sample(family, ["action": action], .integer(count)) }
    }
    text.add(MetricFamilies.eventsMalformed, .integer(events.malformed))
    text.add(MetricFamilies.eventLag) { $1.histogram($0, .none, events.lag) }
    text.add(MetricFamilies.gaps) { family, samples in
      for cause in GapCause.allCases { samples.sample(family, ["cause": cause.rawValue], .integer(gaps[cause] ?? 0)) }
    }
    text.add(MetricFamilies.gapSeconds, .nanoseconds(gapNanoseconds))
    text.add(MetricFamilies.inferredTransitions, .integer(inferredTransitions))
    text.add(MetricFamilies.reconcileDuration) { $1.histogram($0, .none, reconcileDuration) }
    text.add(MetricFamilies.reconcileFailures, .integer(reconcileFailures))
    text.add(MetricFamilies.lastReconcile, .nanoseconds(lastReconcile?.nanoseconds ?? 0))
    text.add(MetricFamilies.labelErrors, .integer(labelErrors))
    text.add(MetricFamilies.configReloadSuccessful, SampleValue(isConfigurationGood))
    text.add(MetricFamilies.configReloadTime, .nanoseconds(configurationRead?.nanoseconds ?? 0))
    text.add(MetricFamilies.watchdogPings, .integer(watchdogPings))
    text.add(MetricFamilies.storeHealthy, SampleValue(isStoreHealthy))
    text.add(MetricFamilies.storeErrors, .integer(storeErrors))
    alerts.write(to: &text)
  }
}
