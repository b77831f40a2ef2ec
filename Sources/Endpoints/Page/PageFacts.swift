// What every page reads, taken at one moment.

import Watch

struct PageFacts {
  var version: PageVersion
  var snapshot: FleetSnapshot
  var alerts: [Alert]
  var webhooks: [(name: String, numbers: WebhookNumbers)]
  var isEngineUp: Bool
  var waitingFor: String
  var showsProbeOutput: Bool
  var now: Timestamp

  init(_ sources: EndpointSources, now: Timestamp) {
    // Before the rest: what changes meanwhile makes the page old, not the listener believe that it is not.
    version = PageVersion(sources)
    let numbers = sources.metrics.current
    snapshot = sources.snapshot.current
    alerts = sources.alerts.current
    webhooks = numbers.alerts.webhooks
    isEngineUp = numbers.isEngineUp
    waitingFor = sources.waitingFor()
    showsProbeOutput = sources.showsProbeOutput.isSet
    self.now = now
  }
}
