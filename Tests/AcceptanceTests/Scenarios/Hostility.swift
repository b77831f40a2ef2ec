// A container whose every text is meant to do harm, followed to everything that Dogwatch says.

import Foundation
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
}
