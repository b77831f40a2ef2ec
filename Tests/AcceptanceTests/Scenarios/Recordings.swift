// `record`, `run --record` and `replay`: what was recorded is judged as it was live.

import Foundation
import Glibc
import Testing

@Suite struct Recordings {
  /// Runs `replay` on a file.
  private func replay(_ file: String, _ options: String...) async throws -> (exit: ChildProcess.Exit, output: String) {
    try await ChildProcess.run(Repository.dogwatch, ["replay", file] + options)
  }

  /// Lines of the log that are transitions, without what was logged.
  private func told(_ log: String) -> [String] {
    log.split(separator: "\n").map(String.init).filter { $0.contains(#/^[-0-9T:]+Z  /#) }
  }

  @Test(.needsEngine, .engineLane) func replaySaysWhatTheDaemonSaidLive() async throws {
    let engine = try await PrivateEngine()
    do {
      try await recordLife(on: engine)
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }

  @Test(.needsEngine, .engineLane) func replayBeginsWithWhatTheDaemonHadLeft() async throws {
    let engine = try await PrivateEngine()
    do {
      let folder = try TemporaryFolder()
      let (file, state) = ("\(folder.path)/recording.ndjson", "\(folder.path)/state")
      let first = try Dogwatch(host: engine.host, state: state)
      try await first.whenReady()
      let web = try await TestContainer("web", ContainerSpec(policy: .always), on: engine)
      try await web.start()
      await first.expect(ContainerCounters(starts: ["new": 1]), of: "web")
      try await first.stop()
      try await web.order(exit: 1)
      try await web.when("restarted") { $0["RestartCount"].int == 1 && $0["State"]["Status"].string == "running" }

      let second = try Dogwatch(host: engine.host, state: state, arguments: ["--record", file])
      try await second.whenReady()
      try await web.stop()
      let counted = ContainerCounters(exits: ["restarted": 1, "stopped": 1], starts: ["new": 1, "policy": 1])
      await second.expect(counted, of: "web")
      let rows = try JSONValue(parsing: try await second.get("/api/v1/transitions?limit=10000").body)["transitions"].array
      let begin = try #require(rows.lastIndex { $0["kind"].string == "start" && $0["reason"].string == "new" })
      try await second.stop()
      let replayed = try await replay(file, "--json")
      let said = try replayed.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
      #expect(said == Array(rows[(begin + 1)...]), "\(said)\n\(rows)")
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }

  private func recordLife(on engine: PrivateEngine) async throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/recording.ndjson"
    let dogwatch = try Dogwatch(
      host: engine.host, configuration: ["engine": .object(["reconcileInterval": .string("5s")])], arguments: ["--record", file])
    try await dogwatch.whenReady()
    try await live(on: engine, seenBy: dogwatch)
    let live = try await dogwatch.get("/api/v1/transitions?limit=10000").body
    let rows = try JSONValue(parsing: live)["transitions"].array
    try await dogwatch.stop()
    #expect(rows.count > 20, "\(rows)")

    // Equal as rows of the API, and as the lines that were printed; the same each time.
    let first = try await replay(file, "--json")
    #expect(first.exit == .code(0))
    #expect(try first.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) } == rows)
    #expect(try await replay(file, "--json").output == first.output)
    #expect(try await replay(file).output.split(separator: "\n").map(String.init) == told(dogwatch.log))

    var status = stat()
    stat(file, &status)
    #expect(status.st_mode & 0o777 == 0o600)

    // Cut in the middle of a line: the beginning of the same, and a word about it.
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    let cut = "\(folder.path)/cut.ndjson"
    try whole.prefix(whole.count * 2 / 3).write(to: URL(fileURLWithPath: cut))
    let part = try await replay(cut, "--json")
    #expect(part.exit == .code(0))
    let lines = part.output.split(separator: "\n")
    let complaints = lines.filter { $0.hasPrefix("\(cut) ends in the middle of line ") && $0.hasSuffix(": used up to there") }
    #expect(complaints.count == 1, "\(part.output.suffix(500))")
    let replayed = lines.filter { $0.hasPrefix("{") }
    #expect(!replayed.isEmpty && first.output.hasPrefix(replayed.joined(separator: "\n")))
  }

  /// Restarts, health, retries used up, a stop, a removal, and an engine that goes and comes back.
  private func live(on engine: PrivateEngine, seenBy dogwatch: Dogwatch) async throws {
    func told(_ gist: String, of name: String?) async throws {
      try await eventually(
        "\(gist) of \(name ?? "the engine")", read: { try await dogwatch.transitions(of: name).map(\.gist) },
        until: { $0.contains(gist) || $0.contains(gist + " (inferred)") })
    }
    let web = try await TestContainer(
      "web", ContainerSpec(behaviour: .graceful(), policy: .always, probe: ContainerSpec.Probe()), on: engine)
    try await web.start()
    try await told("health unhealthy", of: "web")
    web.put("healthy")
    try await told("health healthy", of: "web")
    let retrying = try await TestContainer("retrying", ContainerSpec(behaviour: .exits(1), policy: .onFailure(2)), on: engine)
    try await retrying.start()
    try await told("exit exhausted", of: "retrying")
    let job = try await TestContainer("job", ContainerSpec(behaviour: .exits(6), autoRemove: true), on: engine)
    try await job.start()
    try await told("removed", of: "job")
    try await web.pause()
    try await told("paused", of: "web")
    try await web.unpause()
    try await web.rename("www")
    try await told("renamed", of: "www")
    try await engine.stop()
    try await engine.boot()
    try await told("gap engine-restarted", of: nil)
    try await told("start engine", of: "www")
    try await web.remove()
    try await told("removed", of: "www")
  }

  @Test func recordWritesAndServesNothing() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    let config = "\(folder.path)/config.json"
    try #"{"engine": {"host": "unix://\#(folder.path)/docker.sock"}, "http": {"listen": "unix://\#(folder.path)/http.sock"}}"#
      .write(toFile: config, atomically: true, encoding: .utf8)
    let file = "\(folder.path)/recording.ndjson"
    let process = try ChildProcess(
      Repository.dogwatch, ["record", "--config", config, "--output", file], environment: Dogwatch.environment(), log: "\(folder.path)/log")
    func lines() -> [Substring] { ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n") }
    try await eventually("a list in the recording\n\(try process.output)") { lines().contains { $0.contains("\"listed\":{") } }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/http.sock"))
    process.signal(SIGINT)
    #expect(try await process.waitForExit() == .code(0))
    #expect(lines().first?.hasPrefix(#"{"dogwatch":"recording","version":1,"#) == true)
    #expect(try await replay(file).exit == .code(0))
  }

  @Test func recordGoesToStandardOutputWithoutAFile() async throws {
    let folder = try TemporaryFolder()
    let process = try ChildProcess(
      Repository.dogwatch, ["record"], environment: Dogwatch.environment(adding: ["DOCKER_HOST": "unix://\(folder.path)/docker.sock"]),
      log: "\(folder.path)/log")
    try await eventually("a line of the recording", read: { try process.output }, until: { $0.contains(#""unreachable":{"message":"#) })
    process.signal(SIGTERM)
    #expect(try await process.waitForExit() == .code(0))
    #expect(try process.output.contains(#"{"dogwatch":"recording","version":1,"#))
  }

  @Test func daemonOutlivesARecordingThatCannotGoOn() async throws {
    let dogwatch = try Dogwatch(host: "unix:///nonexistent/docker.sock", arguments: ["--record", "/dev/full"])
    let sentence = "recording to /dev/full stopped: No space left on device"
    try await eventually("a word about the recording", read: { dogwatch.log }, until: { $0.contains(sentence) })
    #expect(try await dogwatch.get("/-/healthy").status == 200)
    try await dogwatch.stop()
    #expect(dogwatch.log.components(separatedBy: sentence).count == 2, "said once")
  }

  @Test func whatIsNoRecordingGetsOneSentence() async throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/file"
    try "{\"hello\": 1}\n".write(toFile: file, atomically: true, encoding: .utf8)
    let sentences = [
      file: "\(file) is no recording of dogwatch (its first line must begin with {\"dogwatch\":\"recording\")\n",
      "/dev/null": "/dev/null is empty: no recording of dogwatch\n", folder.path: "cannot read \(folder.path): Is a directory\n",
      "\(file)2": "cannot read \(file)2: No such file or directory\n",
    ]
    for (path, sentence) in sentences {
      let (exit, output) = try await replay(path)
      #expect(exit == .code(1))
      #expect(output == sentence)
    }
    let (exit, output) = try await ChildProcess.run(Repository.dogwatch, ["record", "--output", "/nonexistent/file"])
    #expect(exit == .code(1))
    #expect(output == "cannot record to /nonexistent/file: No such file or directory\n")
  }
}
