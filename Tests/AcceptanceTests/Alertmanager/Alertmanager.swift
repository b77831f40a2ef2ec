// A real Alertmanager.

import Foundation

/// Debian's `prometheus-alertmanager`, alone, which is pushed to as Prometheus does it.
struct Alertmanager: Sendable {
  let server: LoopbackServer

  /// `configuration` is the text of its file.
  init(in folder: String, configuration: String, externalURL: String = "http://alertmanager.example.com") async throws {
    let file = "\(folder)/alertmanager.yml"
    try configuration.write(toFile: file, atomically: true, encoding: .utf8)
    server = try await LoopbackServer("prometheus-alertmanager", log: "\(folder)/alertmanager.log") { port in
      [
        "--config.file=\(file)", "--storage.path=\(folder)/alertmanager", "--web.listen-address=127.0.0.1:\(port)",
        "--cluster.listen-address=", "--web.external-url=\(externalURL)", "--web.route-prefix=/",
      ]
    }
  }

  /// One receiver, and a group for each host and compose project.
  static func configuration(receiver: String, url: String, wait: Int, interval: Int, repeating: Int) -> String {
    """
    route:
      receiver: \(receiver)
      group_by: [host, compose_project]
      group_wait: \(wait)s
      group_interval: \(interval)s
      repeat_interval: \(repeating)s
    receivers:
      - name: \(receiver)
        webhook_configs:
          - url: \(url)
            send_resolved: true
    """
  }

  struct Refused: Error, CustomStringConvertible {
    var answer: HTTPExchange.Answer
    var description: String { "Alertmanager takes no such alerts: \(answer)" }
  }

  /// Pushes alerts, each an object with `labels`, `annotations`, `startsAt` and, when it has resolved, `endsAt`.
  func push(_ alerts: [JSONValue]) async throws {
    let answer = try await server.post("/api/v2/alerts", .array(alerts))
    guard answer.status == 200 else { throw Refused(answer: answer) }
  }
}
