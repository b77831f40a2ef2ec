import Endpoints
import Logging
import ServiceLifecycle
import Settings
import Synchronization
import Testing
import UnixSignals
import Watch

@testable import DogwatchDaemon
@testable import Endpoints

/// What a hangup leads to, without a daemon around it.
@Suite struct ReloaderTests {
  /// Everything that was done and said, in order.
  private final class Record: Sendable {
    private let state = Mutex<[String]>([])
    var entries: [String] { state.withLock { $0 } }
    func add(_ entry: String) { state.withLock { $0.append(entry) } }
  }

  private struct RecordingHandler: LogHandler {
    let record: Record
    var logLevel = Logger.Level.trace
    var metadata = Logger.Metadata()
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { record.add("\(event.level): \(event.message)") }
  }

  private let record = Record()
  private let metrics = DaemonMetrics(version: "test")

  private func settings(_ text: String) throws(SettingsErrors) -> Settings {
    try Settings.parse(Array(text.utf8), name: "config.json", environment: [:])
  }

  private func reloader(from old: String, to new: String) throws -> (Reloader, Settings) {
    let (record, current) = (record, try settings(old))
    var reloading = Reloading(
      hangups: AsyncStream { $0.finish() }, current: current, environment: [:], logLevel: SharedLogLevel(.info)
    ) { () throws(SettingsErrors) -> Settings in
      try Settings.parse(Array(new.utf8), name: "config.json", environment: [:])
    }
    reloading.willReload = { record.add("will reload") }
    reloading.didReload = { record.add("did reload") }
    let reloader = Reloader(
      reloading: reloading, metrics: metrics, logger: Logger(label: "test") { _ in RecordingHandler(record: record) }
    ) { settings, options in
      record.add("apply \(settings.log.level) \(settings.http.listen) \(options.requestTimeout)")
    }
    return (reloader, current)
  }

  @Test func goodConfigurationTakesEffectBetweenTheTwoWords() async throws {
    metrics.configurationRefused()
    var (reloader, current) = try reloader(
      from: "{}", to: #"{"log": {"level": "debug"}, "engine": {"requestTimeout": "2s"}, "http": {"listen": "127.0.0.1:1"}}"#)
    await reloader.reload(&current)
    #expect(
      record.entries == [
        "will reload", "apply debug 127.0.0.1:9377 2.0 seconds",
        "notice: configuration reloaded, in force: engine.requestTimeout, log.level",
        "warning: only a restart brings into force: http.listen",
        "did reload",
      ])
    #expect(metrics.current.isConfigurationGood)
    #expect(metrics.current.configurationRead != nil)
    #expect(current.log.level == .debug)
    #expect(current.http.listen == .tcp(host: "127.0.0.1", port: 9377))
  }

  @Test func badConfigurationLeavesTheOldInForce() async throws {
    var (reloader, current) = try reloader(from: #"{"log": {"level": "error"}}"#, to: #"{"log": {"level": "inof"}, "hots": ""}"#)
    let before = current
    await reloader.reload(&current)
    #expect(
      record.entries == [
        "will reload", "error: configuration not reloaded, the old one stays in force: 2 errors",
        "error: log.level: unknown \"inof\" (did you mean \"info\"?)", "error: hots: unknown key (did you mean \"host\"?)", "did reload",
      ])
    #expect(!metrics.current.isConfigurationGood)
    #expect(metrics.current.configurationRead == nil)
    #expect(current == before)
  }

  @Test func sameConfigurationIsSaidToBeTheSame() async throws {
    var (reloader, current) = try reloader(from: "{}", to: "{ }")
    await reloader.reload(&current)
    #expect(record.entries.contains("notice: configuration reloaded, no setting is another"))
    #expect(metrics.current.isConfigurationGood)
  }

  @Test func surprisesAreSaidAgain() async throws {
    var (reloader, current) = try reloader(
      from: "{}", to: #"{"alerts": {"mute": [{"name": ["a"], "until": "2001-01-01T00:00:00Z"}]}}"#)
    await reloader.reload(&current)
    #expect(record.entries.contains("warning: alerts.mute[0].until: is over (this mute does nothing any more)"))
  }

  /// Each hangup is one reading, and the end of the daemon ends the waiting for the next.
  @Test func everyHangupIsHeard() async throws {
    let (stream, hangups) = AsyncStream.makeStream(of: UnixSignal.self)
    let record = record
    let reloading = Reloading(hangups: stream, current: Settings(), environment: [:], logLevel: SharedLogLevel(.info)) { Settings() }
    let reloader = Reloader(reloading: reloading, metrics: metrics, logger: Logger(label: "test") { _ in RecordingHandler(record: record) })
    {
      _, _ in record.add("apply")
    }
    try await running([reloader]) {
      for number in 1...3 {
        hangups.yield(.sighup)
        try await eventually("reading \(number)") { record.entries.count { $0 == "apply" } == number }
      }
    }
  }

  @Test func tlsFileThatCannotBeUsedIsAnErrorOfTheConfiguration() throws {
    var settings = Settings()
    settings.http.tls = Settings.ListenerTLS(cert: "/nowhere/cert.pem", key: "/nowhere/key.pem")
    let errors = #expect(throws: SettingsErrors.self) { try DaemonOptions(settings, environment: [:]) }
    #expect(errors?.description == "http.tls.cert: /nowhere/cert.pem: it holds no PEM certificate that can be read")
  }

  @Test func thresholdsOfEpisodesAreThoseOfTheirAlerts() throws {
    let text = """
      {"alerts": {"rules": {
        "ContainerCrashLooping": {"restarts": 7, "window": "1h"}, "ContainerHealthFlapping": {"changes": 9, "window": "2h"}
      }}}
      """
    let fleet = try DaemonOptions(try settings(text), environment: [:]).fleet
    #expect(fleet.crashLoopRestarts == 7 && fleet.crashLoopWindow == 3_600_000_000_000)
    #expect(fleet.flappingChanges == 9 && fleet.flappingWindow == 7_200_000_000_000)
  }
}
