// A recording, as `dogwatch replay` gets it from anybody.

import DogwatchDaemon
import Endpoints
import JSON
import Terminal
import Watch

enum RecordingText {
  private static let path = Scratch.folder + "/recording.ndjson"

  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    Scratch.write(bytes, to: path)
    let alerts = AlertSettings(groupWait: 0, webhooks: [WebhookRoute(name: "team")])
    _ = try? Replay(path: path, alerts: alerts).run(
      { transition in
        _ = TransitionLine.text(transition)
        precondition((try? JSONValue(parsing: TransitionJSON.row(transition))) != nil, "a row that is no JSON")
      },
      notification: { _ = Bodies.all(of: $0) })
  }
}
