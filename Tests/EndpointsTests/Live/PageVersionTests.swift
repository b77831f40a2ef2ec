import Testing
import Watch

@testable import Endpoints

@Suite struct PageVersionTests {
  private let sources = EndpointSources(
    snapshot: LatestSnapshot(), transitions: TransitionLog(), metrics: DaemonMetrics(version: "1.2.3"))

  @Test func isAnotherWhenAPageWouldBe() {
    var builder = SnapshotBuilder()
    builder.isReady = true
    var seen = [PageVersion(sources)]
    func expectNew(_ what: String) {
      let version = PageVersion(sources)
      #expect(version == PageVersion(sources))
      #expect(!seen.contains(version), "\(what)")
      seen.append(version)
    }
    builder.set(.running("web"))
    sources.snapshot.publish(builder.publish())
    expectNew("a container")
    builder.set(.running("web", health: .healthy))
    sources.snapshot.publish(builder.publish())
    expectNew("its health")
    builder.isEngineStale = true
    sources.snapshot.publish(builder.publish())
    expectNew("the engine out of reach")
    builder.remove(ContainerName("web"))
    sources.snapshot.publish(builder.publish())
    expectNew("its removal")
    sources.alerts.publish([.exited("web")])
    expectNew("an alert")
    sources.metrics.engineUp(true)
    expectNew("the engine's return")
    sources.metrics.webhookNotification("chat", .delivered)
    expectNew("a delivery")
    sources.metrics.webhookQueue("chat", QueueFigures(length: 1, oldest: .at(1)))
    expectNew("a queue")
    sources.showsProbeOutput.set(false)
    expectNew("a setting")
  }

  @Test func isTheSameWhenNothingElseIsShown() {
    var builder = SnapshotBuilder()
    builder.isReady = true
    builder.set(.running("web"))
    sources.snapshot.publish(builder.publish())
    let version = PageVersion(sources)
    builder.set(.running("web"))
    builder.confirmedUpTo = .at(500)
    sources.snapshot.publish(builder.publish())
    sources.metrics.event(.die)
    sources.metrics.reconciled(at: .at(500), seconds: 0.1)
    #expect(PageVersion(sources) == version)
  }
}
