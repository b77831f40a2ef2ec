// The command line, without an engine.

import Foundation
import Glibc
import Testing

@Suite struct Commands {
  @Test func withNoEngineItSaysWhatItTriedServesAndEndsOnCtrlC() async throws {
    let folder = try TemporaryFolder()
    let runtime = folder.path
    // Elsewhere the first place may hold an engine: then the test would watch that one.
    let host = FileManager.default.fileExists(atPath: "/var/run/docker.sock") ? "unix://\(runtime)/docker.sock" : nil
    let dogwatch = try Dogwatch(host: host, environment: ["XDG_RUNTIME_DIR": runtime])
    try await eventually("a word about the engine", read: { dogwatch.log }, until: { $0.contains("no engine: ") })
    if host == nil {
      for place in ["/var/run/docker.sock", "\(runtime)/docker.sock", "/run/podman/podman.sock"] {
        #expect(dogwatch.log.contains(place), "\(dogwatch.log)")
      }
    }
    #expect(dogwatch.log.contains("systemctl start docker"), "\(dogwatch.log)")
    let page = try await dogwatch.scrape()
    #expect(page["dogwatch_engine_up"] == 0)
    #expect(page["dogwatch_engine_connects_total"] == 0)
    #expect(try await dogwatch.get("/-/ready").status == 503)
    #expect(try await dogwatch.get("/-/healthy").status == 200)
    #expect(try await dogwatch.containers().isEmpty)

    let began = ContinuousClock.now
    dogwatch.process.signal(SIGINT)
    #expect(try await dogwatch.process.waitForExit(within: .seconds(20)) == .code(0), "\(dogwatch.log)")
    // A second on a machine at rest; this one may be busy.
    #expect(ContinuousClock.now - began < .seconds(10))
  }

  @Test func engineThatAppearsLaterIsFollowed() async throws {
    let folder = try TemporaryFolder()
    let dogwatch = try Dogwatch(host: "unix://\(folder.path)/docker.sock")
    try await eventually("a word about the engine", read: { dogwatch.log }, until: { $0.contains("does not exist") })
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    try await dogwatch.whenReady()
    #expect(try await dogwatch.scrape()["dogwatch_engine_up"] == 1)
    try await dogwatch.stop()
  }

  @Test func portThatIsTakenIsOneSentence() async throws {
    let first = try Dogwatch(host: "unix:///nowhere.sock")
    guard case .port(let port) = try await first.address() else { return #expect(Bool(false)) }
    let second = try Dogwatch(
      host: "unix:///nowhere.sock", configuration: ["http": .object(["listen": .string("127.0.0.1:\(port)")])])
    #expect(try await second.process.waitForExit() == .code(1))
    #expect(second.log.contains("cannot listen on 127.0.0.1:\(port): another program listens there already"), "\(second.log)")
    try await first.stop()
  }

  @Test func checkConfigNamesEveryErrorAtOnce() async throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/config.json"
    try #"{"engin": {}, "log": {"level": "inof"}, "http": {"listen": "127.0.0.1:99999"}}"#
      .write(toFile: file, atomically: true, encoding: .utf8)
    let messages = """
      engin: unknown key (did you mean "engine"?)
      log.level: unknown "inof" (did you mean "info"?)
      http.listen: port 99999 is out of range (0 to 65535)

      """
    for arguments in [["check-config", file], ["run", "--config", file]] {
      let (exit, output) = try await ChildProcess.run(Repository.dogwatch, arguments)
      #expect(exit == .code(78))
      #expect(output == messages)
    }
    try #"{"log": {"level": "debug"}}"#.write(toFile: file, atomically: true, encoding: .utf8)
    let (exit, output) = try await ChildProcess.run(Repository.dogwatch, ["check-config", file])
    #expect(exit == .code(0))
    #expect(output == "\(file): no errors\n")
  }

  @Test func testWebhookWithAProxyThatIsNoneEndsWith78() async throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/config.json"
    try #"{"webhooks": [{"name": "team", "url": "https://example.invalid/"}]}"#.write(toFile: file, atomically: true, encoding: .utf8)
    let (exit, output) = try await ChildProcess.run(
      Repository.dogwatch, ["test-webhook", "team", "--config", file], environment: ["HTTPS_PROXY": "ftp://proxy"])
    #expect(exit == .code(78))
    #expect(output == "HTTPS_PROXY is no proxy that can be used (allowed: http://host:port, socks5://host:port)\n")
  }

  @Test(arguments: [["--bogus"], ["bogus"], ["check-config"], ["run", "--config"], ["status", "--address", "nowhere:x"], ["replay"]])
  func wrongUsageIs64(_ arguments: [String]) async throws {
    let (exit, output) = try await ChildProcess.run(Repository.dogwatch, arguments)
    #expect(exit == .code(64), "\(output)")
    #expect(output.contains("Usage: dogwatch"), "\(output)")
  }

  @Test func wordThatIsNoCommandIsNotTakenForAnArgumentOfRun() async throws {
    let (exit, output) = try await ChildProcess.run(Repository.dogwatch, ["statsu", "--limit", "3"])
    #expect(exit == .code(64))
    #expect(output.hasPrefix("Error: Unknown command 'statsu'. There are run, check-config, status, "), "\(output)")
    #expect(output.contains("Usage: dogwatch <subcommand>\n"), "\(output)")
  }

  @Test(arguments: [
    ["--help"], ["run", "--help"], ["check-config", "--help"], ["--version"], ["status", "--help"], ["history", "--help"],
    ["record", "--help"], ["replay", "--help"],
  ])
  func helpIsEverywhere(_ arguments: [String]) async throws {
    let (exit, output) = try await ChildProcess.run(Repository.dogwatch, arguments)
    #expect(exit == .code(0))
    #expect(!output.isEmpty)
  }
}
