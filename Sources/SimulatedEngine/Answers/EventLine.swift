// An event as it goes over the wire.

import JSON
import Watch

extension JSONWriter {
  /// One event and its newline, with the legacy copies of action, id and image (moby api/types/events/events.go).
  mutating func line(_ event: Event) {
    object { json in
      if event.subject == .container {
        json.member("status", event.action)
        json.member("id", event.id)
        json.member("from", event.attributes["image"] ?? "")
      }
      json.member("Type", event.subject.rawValue)
      json.member("Action", event.action)
      json.object("Actor") { json in
        json.member("ID", event.id)
        json.object("Attributes") { json in json.sorted(event.attributes) }
      }
      json.member("scope", "local")
      json.member("time", event.time.nanoseconds / 1_000_000_000)
      json.member("timeNano", event.time.nanoseconds)
    }
    endLine()
  }

  /// Members in the order of their keys, as Go writes a map.
  mutating func sorted(_ members: [String: String]) {
    for (key, value) in members.sorted(by: { $0.key < $1.key }) { member(key, value) }
  }
}
