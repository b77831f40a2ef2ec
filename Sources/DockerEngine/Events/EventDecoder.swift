// One line of the stream, straight from its bytes (moby api/types/events: `Message`; Podman's compatible form).

import JSON
import Watch

/// Decodes one event. Copies nothing but the few strings it keeps.
public enum EventDecoder {
  /// Decodes a line; never fails: what is no event is said to be none.
  public static func decode(_ line: UnsafeRawBufferPointer) -> EventItem {
    do throws(JSONError) {
      return try JSONReader.read(line) { reader throws(JSONError) in
        let message = try Message(&reader)
        return try item(message, &reader)
      }
    } catch {
      return .malformed(MalformedLine(reason: error.description, line: line))
    }
  }

  private static func item(_ message: Message, _ reader: inout JSONReader) throws(JSONError) -> EventItem {
    guard let type = message.type else {
      // Before there were types, every event was a container's and had a `status`.
      guard message.status != nil else { throw reader.rejection("no Type") }
      return try event(message, &reader)
    }
    return type == "container" ? try event(message, &reader) : .foreign
  }

  private static func event(_ message: Message, _ reader: inout JSONReader) throws(JSONError) -> EventItem {
    guard let id = message.actorID ?? message.id, !id.bytes.isEmpty else { throw reader.rejection("no Actor.ID") }
    guard let action = message.action ?? message.status else { throw reader.rejection("no Action") }
    return .event(
      EngineEvent(
        time: try time(message, &reader), id: ContainerID(id.string), action: self.action(action, message), attributes: message.attributes))
  }

  private static func time(_ message: Message, _ reader: inout JSONReader) throws(JSONError) -> Timestamp {
    if let nanoseconds = message.timeNano, nanoseconds != 0 { return Timestamp(nanoseconds: nanoseconds) }
    guard let seconds = message.time else { throw reader.rejection("no time") }
    let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { throw reader.rejection("a time that is too large") }
    return Timestamp(nanoseconds: nanoseconds)
  }

  private static func action(_ text: JSONText, _ message: Message) -> EngineEvent.Action {
    switch text {
    case "create": .create
    case "start": .start
    case "restart": .restart
    case "stop": .stop
    case "die": .die
    case "kill": .kill
    case "oom": .oom
    case "pause": .pause
    case "unpause": .unpause
    case "destroy", "remove": .destroy
    case "rename": .rename
    case "update": .update
    case "health_status: healthy": .healthStatus(.healthy)
    case "health_status: unhealthy": .healthStatus(.unhealthy)
    case "health_status: starting": .healthStatus(.starting)
    // Podman tells the value elsewhere.
    case "health_status": message.healthStatus.flatMap(health).map { .healthStatus($0) } ?? .other
    default: .other
    }
  }

  private static func health(_ text: JSONText) -> Health? {
    switch text {
    case "healthy": .healthy
    case "unhealthy": .unhealthy
    case "starting": .starting
    default: nil
    }
  }
}
