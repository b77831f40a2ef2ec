// `GET /containers/json`.

import JSON
import Watch

enum ListBody {
  /// The containers that run, or all, the newest first.
  static func json(_ engine: Engine, all: Bool) -> [UInt8] {
    var json = JSONWriter()
    json.array { json in
      for container in engine.newestFirst where all || container.isAlive || container.status == .restarting {
        row(container, at: engine.now, &json)
      }
    }
    json.endLine()
    return json.bytes
  }

  private static func row(_ container: Container, at now: Timestamp, _ json: inout JSONWriter) {
    json.object { json in
      json.member("Id", container.id.text)
      json.member("Names", ["/" + container.name])
      json.member("Image", container.blueprint.image)
      json.member("ImageID", InspectBody.imageID)
      json.member("Command", container.blueprint.command.joined(separator: " "))
      json.member("Created", container.createdAt.nanoseconds / 1_000_000_000)
      json.member("Ports", [])
      json.object("Labels") { json in json.sorted(container.blueprint.labels) }
      json.member("State", container.status.rawValue)
      json.member("Status", StatusText.of(container, at: now))
      json.object("HostConfig") { json in json.member("NetworkMode", "none") }
      json.object("NetworkSettings") { json in json.object("Networks") { json in json.object("none") { _ in } } }
      json.member("Mounts", [])
    }
  }
}
