import Endpoints
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import DogwatchDaemon
@testable import Endpoints
@testable import Systemd

@Suite struct AnnouncerTests {
  private final class Sent: Sendable {
    let texts = Mutex<[String]>([])
  }

  private let sent = Sent()
  private let bell = StatusBell()
  private let snapshot: LatestSnapshot
  private let link: EngineLink

  init() {
    let bell = bell
    (snapshot, link) = (LatestSnapshot { bell.ring() }, EngineLink { bell.ring() })
  }

  private var announcer: Announcer {
    let sent = sent
    return Announcer(
      notifier: Notifier(isListened: true) { text in sent.texts.withLock { $0.append(text) } }, snapshot: snapshot, link: link, bell: bell)
  }

  private var texts: [String] { sent.texts.withLock { $0 } }

  @Test func readyNeedsTheListenerAndTheFirstListing() {
    for order in [[false, true], [true, false]] {
      sent.texts.withLock { $0 = [] }
      let announcer = announcer
      for isListener in order {
        #expect(texts == [])
        if isListener { announcer.listening() } else { announcer.listed() }
      }
      #expect(texts.count == 1 && texts[0].hasPrefix("READY=1\nSTATUS="), "\(texts)")
      announcer.listening()
      announcer.listed()
      #expect(texts.count == 1, "said once")
    }
  }

  @Test func engineOutOfReachAtBootIsNoReasonToWait() async throws {
    let announcer = announcer
    try await running([announcer]) {
      link.failed("/run/docker.sock does not exist")
      try await eventually("a status") { texts.contains("STATUS=no engine: /run/docker.sock does not exist") }
      #expect(!texts.contains { $0.contains("READY") }, "nobody listens yet")
      announcer.listening()
      try await eventually("READY") { texts.contains("READY=1\nSTATUS=no engine: /run/docker.sock does not exist") }
    }
  }

  @Test func theEndIsToldWhenItBegins() async throws {
    let announcer = announcer
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [.init(service: announcer)], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    let task = Task { try await group.run() }
    try await eventually("a status") { !texts.isEmpty }
    await group.triggerGracefulShutdown()
    try await task.value
    #expect(texts.last == "STOPPING=1\nSTATUS=ending")
  }

  @Test func reloadIsFramedOnceReady() {
    let announcer = announcer
    announcer.willReload()
    announcer.didReload()
    #expect(texts == [], "READY would come too early")
    announcer.listening()
    announcer.listed()
    announcer.willReload()
    announcer.didReload()
    #expect(texts.count == 3 && texts[1].hasPrefix("RELOADING=1\nMONOTONIC_USEC=") && texts[2].hasPrefix("READY=1\n"), "\(texts)")
  }

  // MARK: The status line

  @Test func itFollowsWhatChangesOnceReady() async throws {
    let announcer = announcer
    announcer.listening()
    announcer.listed()
    try await running([announcer]) {
      try await eventually("the first") { texts.last == "STATUS=connecting to the engine" }
      link.failed("refused")
      try await eventually("the trouble") { texts.last == "STATUS=no engine: refused" }
      var builder = SnapshotBuilder()
      builder.isReady = true
      snapshot.publish(builder.publish())
      try await eventually("the containers") { texts.last == "STATUS=watching 0 containers, as last seen; no engine: refused" }
      link.connected()
      try await eventually("the end of the trouble") { texts.last == "STATUS=watching 0 containers" }
    }
  }

  @Test func statusCountsWhatIsThereAndWhatIsInTrouble() {
    func text(_ summary: FleetSummary?, isConnected: Bool = true, trouble: String? = nil) -> String {
      StatusText.text(summary, isConnected: isConnected, trouble: trouble)
    }
    #expect(text(FleetSummary(containers: 42, unhealthy: 1, crashLooping: 1)) == "watching 42 containers, 1 unhealthy, 1 crash looping")
    #expect(text(FleetSummary(containers: 1)) == "watching 1 container")
    #expect(text(FleetSummary()) == "watching 0 containers")
    #expect(text(nil) == "listing the containers")
    #expect(text(nil, isConnected: false) == "connecting to the engine")
    #expect(text(nil, isConnected: false, trouble: "refused") == "no engine: refused")
    #expect(
      text(FleetSummary(containers: 2, unhealthy: 1), isConnected: false, trouble: "refused")
        == "watching 2 containers, 1 unhealthy, as last seen; no engine: refused")
  }
}
