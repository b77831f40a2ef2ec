// `dogwatch run --demo`: the daemon on a simulated engine that lives through every kind of trouble.

import DogwatchDaemon
import Glibc
import Logging
import Settings
import SimulatedEngine
import Watch
import Webhooks

/// The simulated shop, and the daemon that watches it.
struct Demo {
  /// What the user set; the engine in it is ignored, and the state is the demo's own.
  var settings: Settings
  var environment: [String: String]
  let logger: Logger

  /// What holds when nothing is set: the story is told on standard output, and the log says no more than what goes wrong.
  static var settings: Settings {
    var settings = Settings()
    settings.log.level = .warning
    return settings
  }

  /// Runs until a signal ends it. Socket and state are in a temporary folder, never where a real daemon keeps its own.
  mutating func run(recording: RecordingOutput?) async throws {
    let folder = try DemoFolder()
    defer { folder.remove() }
    let server = try await EngineServer(Simulation(try Shop.open()), at: .unix(path: folder.socket))
    settings.engine = Settings.Engine()
    settings.engine.host = server.host
    for name in environment.keys where name.hasPrefix("DOCKER_") { environment[name] = nil }
    environment["STATE_DIRECTORY"] = folder.path
    for line in introduction(engine: server.host) { print(line) }
    fflush(nil)
    var options = try DaemonOptions(settings, environment: environment)
    options.recording = recording
    let receiver = try await DemoReceiver()
    try tell(receiver, with: &options)
    options.companion = { print in
      await withDiscardingTaskGroup { group in
        group.addTask { for await line in receiver.lines { print(line) } }
        await Narrator(server: server, print: print).tell()
      }
    }
    let result: Result<Void, any Error>
    do {
      result = .success(try await Daemon(options: options, logger: logger).run())
    } catch {
      result = .failure(error)
    }
    await server.close()
    await receiver.close()
    try result.get()
  }

  /// Alerts go to the demo's own receiver alone, and without much waiting: a story has no minutes to lose.
  private func tell(_ receiver: DemoReceiver, with options: inout DaemonOptions) throws {
    let name = "demo"
    options.alerting.webhooks = [
      AlertingOptions.Webhook(
        receiver: ReceiverSettings(name: name, format: .alertmanager, url: try ReceiverURL(parsing: receiver.url)),
        maxAge: 3_600_000_000_000)
    ]
    options.alerting.alerts.webhooks = [WebhookRoute(name: name)]
    (options.alerting.alerts.groupWait, options.alerting.alerts.groupInterval) = (1_000_000_000, 3_000_000_000)
    options.alerting.heartbeat = nil
  }

  /// What a newcomer reads first. When the port is taken, another one is chosen.
  private mutating func introduction(engine: String) -> [String] {
    var lines = [
      "# a small shop of compose services; lines such as this one say what is about to happen,",
      "# those with ! are alerts that have arrived at a receiver inside this process, the others are dogwatch's transitions",
    ]
    var place = "\(settings.http.listen)"
    if case .tcp(let host, let port) = settings.http.listen {
      let free = LoopbackPort.free(instead: port, host: host)
      if port != 0, free != port { lines.append("# port \(port) is taken, so this demo serves on port \(free)") }
      settings.http.listen = .tcp(host: host, port: free)
      place = "http://\(settings.http.listen)/metrics"
      lines.append("# meanwhile, elsewhere: curl -s \(place) | grep shop-api-1")
    }
    lines.append("# or meddle, if there is a docker command: docker -H \(engine) stop \(Shop.web)")
    return ["demo: a simulated engine living through a story of a minute, nothing here is real; \(place)"] + lines
  }
}
