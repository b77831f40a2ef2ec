// `dogwatch run --demo` as a newcomer sees it: on the terminal, and on /metrics at the same time.

import Foundation
import Glibc
import Testing

@Suite struct Demonstration {
  /// Each kind of trouble, as the terminal tells it.
  private static let chapters = [
    "shop-api-1  unhealthy (was healthy)", "shop-api-1  healthy (was unhealthy)",
    "shop-cache-1  exited 137", "killed for memory, brought back by its restart policy",
    "shop-worker-1  exited 1 after 0.2 s, brought back by its restart policy after a back-off of",
    "shop-mailer-1  exited 78 after 0.3 s, used up its retries: Docker has given up",
    "shop-migrate-1  exited 0 after 1.5 s, completed", "shop-api-1  exited 0", "stopped by SIGTERM through the API",
    "shop-web-1  renamed from ", "shop-migrate-2  could not be started (exit code 127)", "taken down by the engine",
    "started by the engine at its boot", "the engine restarted",
    "! ALERT critical ContainerUnhealthy: shop/api-1 is unhealthy", "! RESOLVED ContainerUnhealthy: shop/api-1",
    "! ALERT critical ContainerRestartsExhausted: shop/mailer-1 used up its 3 restarts; Docker has given up",
  ]

  @Test func theWholeStoryIsToldAndMetricsAgree() async throws {
    let home = try TemporaryFolder()
    // Whatever engine is configured, and wherever state belongs: the demo leaves both alone.
    let demo = try Dogwatch(
      host: "unix:///nowhere.sock", environment: ["XDG_STATE_HOME": home.path, "STATE_DIRECTORY": home.path], arguments: ["--demo"])
    _ = try await demo.address()
    let first = try #require(demo.log.split(separator: "\n").first)
    #expect(first.hasPrefix("demo: a simulated engine "), "\(first)")
    #expect(first.contains("nothing here is real") && first.contains("http://127.0.0.1:"), "\(first)")
    try await demo.whenReady()
    for chapter in Self.chapters {
      try await eventually("\(chapter)\n\(demo.log)") { demo.log.contains(chapter) }
    }
    try await eventually("the end of the story") { demo.log.contains("# that was the story") }

    let page = try await demo.scrape()
    #expect(page["docker_container_exits_total", ["name": "shop-mailer-1", "outcome": "exhausted"]] == 1)
    #expect(page["docker_container_oom_kills_total", ["name": "shop-cache-1"]] ?? 0 >= 1)
    #expect(page["docker_container_health_transitions_total", ["name": "shop-api-1", "to": "unhealthy"]] ?? 0 >= 1)
    #expect(page["docker_container_start_failures_total", ["name": "shop-migrate-2"]] == 1)
    #expect(page["docker_container_info", ["name": "shop-web-1", "compose_project": "shop", "image": "shop/web:4.3"]] == 1)
    #expect(page["dogwatch_gaps_total", ["cause": "engine-restarted"]] == 1)
    let exits = page.all("docker_container_exits_total", ["name": "shop-mailer-1"]).map(\.value).reduce(0, +)
    #expect(Int(exits) == demo.log.matches(of: /shop-mailer-1  exited/).count)
    // It says beforehand what it is about to do.
    for (announcement, consequence) in [("# shop-api-1 loses", "shop-api-1  unhealthy"), ("# the engine itself", "taken down by")] {
      let (before, after) = (demo.log.firstRange(of: announcement), demo.log.firstRange(of: consequence))
      #expect(try #require(before).lowerBound < #require(after).lowerBound)
    }

    // Docker's own client can be used on it; it asks by HEAD, and takes a body there for a stray answer.
    let socket = try #require(demo.log.firstMatch(of: /unix:\/\/(\S+\/docker.sock)/)).1
    let ping = try await HTTPExchange(address: .unix(String(socket)), method: "HEAD", target: "/_ping").send()
    #expect(ping.status == 200 && ping.headers["api-version"] == "1.41" && ping.body.isEmpty, "\(ping)")

    let folder = try #require(demo.log.firstMatch(of: /\/tmp\/dogwatch-demo-[A-Za-z0-9]+/)).0
    try await demo.stop()
    #expect(!FileManager.default.fileExists(atPath: String(folder)))
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.path) == [])
  }

  @Test func whenItsPortIsTakenItPicksAnotherAndSaysSo() async throws {
    // Somebody else may have the port already: that serves as well.
    let ours = try? SocketAddress.port(9377).listen()
    defer { if let ours { close(ours) } }
    let folder = try TemporaryFolder()
    let demo = try ChildProcess(
      Repository.dogwatch, ["run", "--demo"], environment: Dogwatch.environment(), log: "\(folder.path)/log")
    let port = try await eventually(
      "a line with the address of /metrics", read: { try demo.output.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)\/metrics/)?.1 },
      until: { $0 != nil })
    #expect(port != "9377")
    try await eventually("a sentence about the port") { try demo.output.contains("# port 9377 is taken") }
    let number = try #require(port.flatMap { UInt16($0) })
    try await eventually("an answer") {
      try await HTTPExchange(address: .port(number), target: "/-/ready").send().status == 200
    }
    demo.signal(SIGINT)
    #expect(try await demo.waitForExit() == .code(0))
  }

  @Test func makeRunWithoutDockerShowsTheDemo() async throws {
    let folder = try TemporaryFolder()
    func option(_ arguments: [String] = [], _ extra: [String: String] = [:]) async throws -> String {
      let environment = Dogwatch.environment(adding: ["XDG_RUNTIME_DIR": folder.path].merging(extra) { $1 })
      return try await ChildProcess.run("\(Repository.root)/scripts/demo-option", arguments, environment: environment).output
    }
    let places = ["/var/run/docker.sock", "/run/podman/podman.sock", "/etc/dogwatch/config.json"]
    if !places.contains(where: FileManager.default.fileExists) {
      let output = try await option()
      #expect(output.hasSuffix("\n--demo\n") && output.contains("no Docker engine here"), "\(output)")
    }
    #expect(try await option(["--config", "file"]) == "")
    #expect(try await option([], ["DOCKER_HOST": "tcp://elsewhere:2375"]) == "")
    _ = FileManager.default.createFile(atPath: "\(folder.path)/docker.sock", contents: nil)
    #expect(try await option() == "")
  }
}
