// `status` and `history`: asking a running daemon.

import Foundation
import Glibc
import Testing

@Suite struct Questions {
  private struct Setting {
    var engine: FakeEngine
    var dogwatch: Dogwatch
    var address: String
  }

  private let web = FakeEngine.Container(id: String(repeating: "a", count: 64), name: "web")

  /// A daemon on a fake engine with one running container, which is then paused.
  private func asking(_ body: (Setting) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    engine.set(web)
    let dogwatch = try Dogwatch(host: "unix://\(folder.path)/docker.sock")
    try await dogwatch.whenReady()
    try await eventually("an open stream") { engine.openStreams == 1 }
    engine.push(FakeEngine.event("pause", web))
    try await eventually("the pause") { try await dogwatch.containers().contains { $0["state"].string == "paused" } }
    guard case .port(let port) = try await dogwatch.address() else { return #expect(Bool(false)) }
    try await body(Setting(engine: engine, dogwatch: dogwatch, address: "127.0.0.1:\(port)"))
    try await dogwatch.stop()
  }

  private func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> (exit: ChildProcess.Exit, output: String) {
    try await run(arguments, environment: environment)
  }

  private func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> (exit: ChildProcess.Exit, output: String) {
    try await ChildProcess.run(Repository.dogwatch, arguments, environment: Dogwatch.environment(adding: environment))
  }

  @Test func statusIsATableAndJSON() async throws {
    try await asking { setting in
      for source in [["--address", setting.address], ["--address", "http://\(setting.address)/"]] {
        let (exit, output) = try await run("status", source[0], source[1])
        #expect(exit == .code(0))
        let lines = output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("NAME  STATE   HEALTH  SINCE  RESTARTS 24H  LAST EXIT") == true, "\(output)")
        #expect(lines.count == 2 && lines[1].hasPrefix("web   paused  "), "\(output)")
        #expect(!output.contains("\u{1B}"))
      }
      let (exit, output) = try await run("status", "--json", "--address", setting.address)
      #expect(exit == .code(0))
      let rows = try JSONValue(parsing: Array(output.utf8))["containers"].array
      let api = try await setting.dogwatch.containers()
      #expect(rows.count == 1 && rows[0]["restarts24h"].int == 0 && rows[0]["alerts"].array.isEmpty, "\(output)")
      for (key, value) in api[0].object { #expect(rows[0][key] == value) }
    }
  }

  @Test func statusWatchesUntilCtrlC() async throws {
    try await asking { setting in
      let log = "\(setting.dogwatch.folder.path)/watch.log"
      let process = try ChildProcess(Repository.dogwatch, ["status", "--watch", "--address", setting.address], log: log)
      try await eventually("two tables", read: { try process.output }, until: { $0.matches(of: /NAME  STATE/).count >= 2 })
      process.signal(SIGINT)
      #expect(try await process.waitForExit() == .code(0))
      #expect(try !process.output.contains("\u{1B}"))
    }
  }

  @Test(.needs("script")) func statusOnATerminalIsColouredAndRestoresIt() async throws {
    try await asking { setting in
      func onTerminal(_ command: String, _ environment: [String: String] = [:]) async throws -> String {
        let environment = Dogwatch.environment(adding: ["TERM": "xterm", "NO_COLOR": ""].merging(environment) { $1 })
        return try await ChildProcess.run("script", ["-qec", command, "/dev/null"], environment: environment).output
      }
      let status = "\(Repository.dogwatch) status --address \(setting.address)"
      let coloured = try await onTerminal(status)
      #expect(coloured.contains("\u{1B}[33mpaused\u{1B}[0m"), "\(coloured.debugDescription)")
      #expect(try await !onTerminal(status, ["NO_COLOR": "1"]).contains("\u{1B}"))
      let watched = try await onTerminal("timeout -s INT 5 \(status) --watch")
      #expect(watched.contains("\u{1B}[?1049h") && watched.contains("\u{1B}[?1049l"), "\(watched)")
      #expect(watched.components(separatedBy: "\u{1B}[2J").count == 2, "cleared once, then overwritten")
    }
  }

  @Test func historyIsTheLinesAndTheRowsOfTheDaemon() async throws {
    try await asking { setting in
      let lines = try await run("history", "--address", setting.address)
      #expect(lines.exit == .code(0))
      #expect(lines.output.hasSuffix("Z  web  paused\n"), "\(lines.output)")
      let api = String(decoding: try await setting.dogwatch.get("/api/v1/transitions?limit=10000").body, as: UTF8.self)
      let rows = try await run("history", "web", "--json", "--since", "24h", "--address", setting.address).output
      #expect(api.contains("[" + rows.trimmingCharacters(in: .newlines).replacingOccurrences(of: "\n", with: ",") + "]"))
      let later = ["--since", "2099-01-01T00:00:00+01:00", "--address", setting.address]
      #expect(try await run(["history"] + later).output == "nothing has happened since then\n")
      #expect(try await run(["history", "web"] + later).output == "nothing has happened since then\n")
      #expect(try await run(["history", "--json"] + later).output == "")
    }
  }

  @Test func historyOfNobodySaysSo() async throws {
    try await asking { setting in
      let (exit, output) = try await run("history", "no body/at all", "--address", setting.address)
      #expect(exit == .code(1))
      #expect(output == "dogwatch knows no container \"no body/at all\", and nothing has happened under that name\n")
      let bad = try await run("history", "--since", "yesterday", "--address", setting.address)
      #expect(bad.exit == .code(64))
      #expect(bad.output.contains("\"yesterday\" is neither a time nor a duration"))
    }
  }

  @Test func statusSaysWhenTheDaemonHasNoEngine() async throws {
    let dogwatch = try Dogwatch(host: "unix:///nonexistent/docker.sock")
    guard case .port(let port) = try await dogwatch.address() else { return #expect(Bool(false)) }
    let (exit, output) = try await run("status", "--address", "127.0.0.1:\(port)")
    #expect(exit == .code(0))
    #expect(output == "dogwatch is not connected to its engine: this is what it last knew\nno containers\n")
    try await dogwatch.stop()
  }

  @Test(arguments: ["status", "history"]) func daemonThatIsNotRunningIsOneSentenceAnd69(_ command: String) async throws {
    let folder = try TemporaryFolder()
    let socket = "unix://\(folder.path)/http.sock"
    let sentence = "\(socket) does not exist. Is dogwatch running? (systemctl status dogwatch; elsewhere: --address or --config)\n"
    let asked = try await run(command, "--address", socket)
    #expect(asked.exit == .code(69))
    #expect(asked.output == sentence)

    // The same by way of the configuration.
    let config = "\(folder.path)/config.json"
    try #"{"http": {"listen": "\#(socket)"}}"#.write(toFile: config, atomically: true, encoding: .utf8)
    let configured = try await run(command, "--config", config)
    #expect(configured.exit == .code(69))
    #expect(configured.output == sentence)

    if command == "status" { #expect(try await run(command, "--watch", "--address", socket).exit == .code(69)) }
    let port = try await run(command, "--address", "127.0.0.1:1")
    #expect(port.exit == .code(69))
    #expect(port.output.hasPrefix("no dogwatch listens at 127.0.0.1:1. Is it running?") && port.output.split(separator: "\n").count == 1)
  }

  @Test func wrongConfigurationOfTheDaemonIs78() async throws {
    let (exit, output) = try await run("status", "--config", "/nonexistent/config.json")
    #expect(exit == .code(78))
    #expect(output.contains("/nonexistent/config.json"))
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionsAreThereForEachShell(_ shell: String) async throws {
    let (exit, output) = try await run("--generate-completion-script", shell)
    #expect(exit == .code(0))
    for command in ["run", "check-config", "status", "history", "record", "replay"] { #expect(output.contains(command)) }
    #expect(output.contains("dogwatch"))
  }
}
