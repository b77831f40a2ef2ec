import Endpoints
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import DogwatchDaemon
@testable import Endpoints
@testable import Systemd

/// A watchdog of a tenth of a second; what is told, and what is logged, is kept.
@Suite struct WatchdogTests {
  private final class Kept: Sendable {
    let lines = Mutex<[String]>([])
    let pings = Mutex(0)
  }

  private struct KeepingHandler: LogHandler {
    let kept: Kept
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { kept.lines.withLock { $0.append("\(event.level): \(event.message)") } }
  }

  private let kept = Kept()
  private let metrics = DaemonMetrics(version: "test")
  private let schedule = WatchdogSchedule(limitMicroseconds: 100_000)

  private func watch(_ progress: DogwatchDaemon.Progress, probes: [ThreadProbe] = [], _ body: () async throws -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let kept = kept
    Watchdog(
      schedule: schedule, progress: progress, probes: probes,
      notifier: Notifier(isListened: true) { text in
        #expect(text == "WATCHDOG=1")
        kept.pings.withLock { $0 += 1 }
      }, metrics: metrics, logger: Logger(label: "test") { _ in KeepingHandler(kept: kept) }, loop: group.next()
    ).start()
    do {
      try await body()
    } catch {
      try await group.shutdownGracefully()
      throw error
    }
    try await group.shutdownGracefully()
  }

  private var pings: Int { kept.pings.withLock { $0 } }
  private var lines: [String] { kept.lines.withLock { $0 } }

  @Test func pingsWhileEveryLoopMakesProgressAndCountsThem() async throws {
    let progress = Progress(busyLimit: schedule.busyLimit)
    let loop = progress.loop("event pump")
    try await watch(progress) {
      try await eventually("five pings") {
        loop.waits()
        return pings >= 5
      }
    }
    #expect(metrics.current.watchdogPings == Int64(pings))
    #expect(lines == [])
  }

  @Test func loopThatStandsStillIsNamedOnceAndPingsComeAgainWhenItMoves() async throws {
    let progress = Progress(busyLimit: schedule.busyLimit)
    let loop = progress.loop("event pump")
    try await watch(progress) {
      loop.works()
      try await eventually("a word") { !lines.isEmpty }
      let withheldAt = pings
      try await eventually("a while of standing still") {
        loop.busyTime(at: MonotonicClock.nanoseconds()) ?? 0 > 400_000_000
      }
      #expect(pings == withheldAt)
      #expect(
        lines.count == 1 && lines[0].hasPrefix("critical: no ping for systemd's watchdog: the event pump has stood still for "), "\(lines)")
      loop.waits()
      try await eventually("pings again") { pings > withheldAt + 2 }
      #expect(lines.dropFirst() == ["warning: the event pump moves again"])
    }
  }

  @Test func threadThatIsHeldWithholdsThePing() async throws {
    let progress = Progress(busyLimit: schedule.busyLimit)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let gate = Bell()
    group.next().execute { gate.wait() }
    try await watch(progress, probes: [ThreadProbe(progress.loop("thread of the watchkeeper"), of: group.next())]) {
      try await eventually("a word") { lines.first?.contains("the thread of the watchkeeper has stood still") == true }
      gate.ring()
      try await eventually("moving again") { lines.last == "warning: the thread of the watchkeeper moves again" }
    }
    try await group.shutdownGracefully()
  }
}
