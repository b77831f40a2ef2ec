// A container whose every text is meant to do harm, followed to everything that Dogwatch says.

import Foundation
import Glibc
import Testing

@Suite struct Hostility {
  /// Markup, a terminal's colours, placeholders, lines and headers of somebody else's, and marks that turn the writing round.
  private static let text =
    "<img src=x onerror=alert(1)>\u{1B}[31m{{summary}}{{labels.host}}\r\nX-Injected: 1\r\n\r\n2026-01-01T00:00:00Z error: forged\n\u{202E}\u{7}'\"&\\"
  private static let formats = ["alertmanager", "slack", "discord", "teams", "ntfy", "pagerduty", "custom"]

  private static func container() -> FakeEngine.Container {
    FakeEngine.Container(
      id: String(repeating: "e1", count: 32), name: text, image: text,
      labels: ["com.docker.compose.project": text, "com.docker.compose.service": text, "dogwatch.severity": text, text: text],
      probe: ("healthy", text))
  }

  /// Nothing that moves a cursor, and no line but our own.
  private func expectHarmless(_ text: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let controls = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F || $0.value == 0x202E }
    #expect(controls.isEmpty, "\(what): \(text.debugDescription)", sourceLocation: sourceLocation)
    for line in text.split(separator: "\n") {
      #expect(!line.hasPrefix("X-Injected") && !line.hasPrefix("2026-01-01"), "\(what): \(line)", sourceLocation: sourceLocation)
    }
  }

  @Test func hostileTextIsHarmlessOnEveryWayOut() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    var container = Self.container()
    engine.set(container)
    let receiver = try AlertReceiver()
    let webhooks = try Self.formats.map { format in
      var webhook = receiver.webhook(format).object
      webhook["format"] = .string(format)
      webhook["headers"] = .object(["X-Format": .string(format)])
      if format == "custom" { webhook["body"] = .object(["text": .string("{{summary}} {{labels.name}}")]) }
      if format == "pagerduty" {
        try "key".write(toFile: "\(folder.path)/key", atomically: true, encoding: .utf8)
        webhook["routingKeyFile"] = .string("\(folder.path)/key")
      }
      return JSONValue.object(webhook)
    }
    var configuration = AlertPost.configuration(webhooks)
    configuration["metrics"] = .object(["containerLabels": .array([.string("com.docker.compose.project")])])
    configuration["log"] = .object(["level": .string("trace"), "format": .string("text")])
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)", configuration: configuration)
    try await dogwatch.whenReady()
    try await eventually("a stream") { engine.openStreams > 0 }

    container.probe = ("unhealthy", Self.text)
    engine.set(container)
    engine.push(FakeEngine.event("health_status: unhealthy", container))
    try await eventually("the first alert in each format") { Self.formats.allSatisfy { posts(receiver, of: $0) >= 1 } }
    (container.status, container.exitCode) = ("exited", 3)
    engine.set(container)
    engine.push(FakeEngine.event("die", container, attributes: ["exitCode": "3"]))
    try await eventually("the second alert in each format") { Self.formats.allSatisfy { posts(receiver, of: $0) >= 2 } }

    for request in receiver.requests {
      #expect(request.headers["x-injected"] == nil)
      #expect(throws: Never.self) { try JSONValue(parsing: request.body) }
      // Put in by a placeholder, placeholders stay what they are.
      if request.headers["x-format"] == "custom" { #expect(request.json["text"].string?.contains("{{labels.host}}") == true) }
    }
    try await expectHarmlessAnswers(of: dogwatch)
    for command in [["status"], ["history"], ["alerts"]] {
      let (exit, output) = try await ChildProcess.run(Repository.dogwatch, command + ["--address", "\(try await dogwatch.address())"])
      #expect(exit == .code(0) && output.contains("<img"), "\(command): \(output)")
      expectHarmless(output, command[0])
    }
    try await dogwatch.stop()
    #expect(dogwatch.log.contains("forged"))
    expectHarmless(dogwatch.log, "log")
  }

  private func posts(_ receiver: AlertReceiver, of format: String) -> Int {
    receiver.requests.count { $0.headers["x-format"] == format }
  }

  private func expectHarmlessAnswers(of dogwatch: Dogwatch) async throws {
    let name = Self.text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    for target in ["/", "/containers/\(name)", "/?q=\(name)"] {
      let answer = try await dogwatch.get(target)
      #expect(answer.status == 200 && answer.headers["x-injected"] == nil)
      #expect(!answer.text.contains("<img") && answer.text.contains("&lt;img"), "\(target)")
      #expect(!answer.text.contains("\u{1B}") && !answer.text.contains("\u{202E}") && !answer.text.contains("\u{7}"), "\(target)")
    }
    for target in ["/api/v1/containers", "/api/v1/containers/\(name)", "/api/v1/transitions", "/api/v1/alerts", "/nothing/\(name)"] {
      let answer = try await dogwatch.get(target)
      #expect(answer.headers["x-injected"] == nil && answer.headers["content-type"] == "application/json")
      expectHarmless(answer.text.replacing("\u{202E}", with: ""), target)
      _ = try JSONValue(parsing: answer.body)
    }
    #expect(try await dogwatch.transitions().allSatisfy { $0.name == Self.text })
    let metrics = try await dogwatch.get("/metrics").text
    for line in metrics.split(separator: "\n") { #expect(!line.hasPrefix("X-Injected") && !line.hasPrefix("2026")) }
  }

  // MARK: A crowd at the port

  /// As many as the process may have open beside what else it has, at most ten thousand.
  private static func crowdSize() -> Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return min(10_000, Int(clamping: limit.rlim_cur) - 500)
  }

  private func anonymousMemory(of pid: pid_t) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    return try #require(text.firstMatch(of: /RssAnon:\s+([0-9]+) kB/).flatMap { Int($0.1) })
  }

  /// Silent or in the middle of a request, opened as fast as they are taken, and none closed.
  @Test func tenThousandConnectionsKeepNobodyOutAndTakeNoMemoryEach() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    engine.set(FakeEngine.Container(id: String(repeating: "e2", count: 32), name: "web"))
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)")
    try await dogwatch.whenReady()
    let address = try await dogwatch.address()
    let before = try anonymousMemory(of: dogwatch.process.pid)

    let size = Self.crowdSize()
    let isOver = Locked(false)
    async let crowd = blocking {
      defer { isOver.change { $0 = true } }
      var open: [Int32] = []
      for number in 0..<size {
        open.append(try address.connect(limit: 120))
        // Whom it has kept waiting for too long it may have sent away.
        if number.isMultiple(of: 3) { try? sendAll(Array("GET /metr".utf8), to: open[number]) }
      }
      return open
    }
    repeat {
      try await eventually("an answer beside the crowd") { try await dogwatch.get("/-/ready").status == 200 }
    } while !isOver.read { $0 }
    let open = try await crowd
    try await eventually("an answer after the crowd") { try await dogwatch.get("/metrics").status == 200 }
    // 512 places, and what else it has open; KiB.
    #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/\(dogwatch.process.pid)/fd").count < 600)
    let growth = try anonymousMemory(of: dogwatch.process.pid) - before
    #expect(growth < 64 * 1024)
    print("\(size) connections: RssAnon grew by \(growth) KiB")
    for descriptor in open { close(descriptor) }
    try await dogwatch.stop()
  }
}
