// A receiver of webhooks in a booted system, whose network is its own.

import Foundation

/// Takes every notification and writes it down, before it answers. It ends when nothing refers to it any more.
struct InnerReceiver: Sendable {
  /// What one notification says of one alert.
  struct Told: Sendable, Hashable {
    /// The notification's `webhook-id`.
    var notification: String
    /// The container's.
    var name: String
    var status: String
  }

  static let port = 9378

  private let process: ChildProcess
  private let notes: String

  init(in system: BootedSystem) async throws {
    notes = "\(system.shared)/told.ndjson"
    let script = "\(system.shared)/receiver.py"
    try Self.server.write(toFile: script, atomically: true, encoding: .utf8)
    process = try system.startOutside("/usr/bin/python3", [script, notes, "\(Self.port)"], log: "\(system.shared)/receiver.log")
    try await eventually("a receiver in the booted system") {
      try await system.run("exec 3<>/dev/tcp/127.0.0.1/\(Self.port) && echo up") == "up\n"
    }
  }

  /// The configuration of a webhook that comes here.
  var webhook: JSONValue { .object(["name": .string("test"), "url": .string("http://127.0.0.1:\(Self.port)/hook")]) }

  /// Everything that was told, in order.
  var told: [Told] {
    get throws {
      guard FileManager.default.fileExists(atPath: notes) else { return [] }
      let lines = try String(contentsOfFile: notes, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      return try lines.map { try JSONValue(parsing: Array($0.utf8)) }.flatMap { note in
        note["body"]["alerts"].array.map {
          Told(notification: note["id"].string ?? "", name: $0["labels"]["name"].string ?? "", status: $0["status"].string ?? "")
        }
      }
    }
  }

  /// The containers of which that was told.
  func names(_ status: String) throws -> Set<String> { Set(try told.filter { $0.status == status }.map(\.name)) }

  private static let server = #"""
    import http.server, json, sys

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with open(sys.argv[1], "a") as file:
                file.write(json.dumps({"id": self.headers["webhook-id"], "body": body}) + "\n")
            self.send_response(204)
            self.end_headers()

    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Receiver).serve_forever()
    """#
}
