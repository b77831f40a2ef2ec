// Events as an engine writes them: about 900 bytes each, mostly labels.

import DockerEngine
import Watch

/// Lines of an event stream of many containers that crash and are restarted by their policy.
struct EventLoad {
  let containers: Int
  /// Newline-delimited, as the socket brings them.
  let bytes: [UInt8]
  let count: Int

  /// `after`: by how many nanoseconds everything is later; `only`: one of the containers.
  init(containers: Int, rounds: Int, after: Int64 = 0, only: Int? = nil) {
    self.containers = containers
    var bytes: [UInt8] = []
    var time: Int64 = 1_700_000_000_000_000_000 + after
    let numbers = only.map { $0..<$0 + 1 } ?? 0..<containers
    for _ in 0..<rounds {
      for container in numbers {
        for (action, attribute) in [("die", "\"exitCode\":\"1\","), ("start", "")] {
          time += 10_000
          bytes += Self.line(action, attribute, container: container, time: time).utf8
        }
      }
    }
    self.bytes = bytes
    count = numbers.count * rounds * 2
  }

  static func id(_ container: Int) -> String {
    let digits = String(container, radix: 16)
    return String(repeating: "a", count: 64 - digits.count) + digits
  }

  private static func line(_ action: String, _ attribute: String, container: Int, time: Int64) -> String {
    let id = id(container)
    let labels = (0..<6).map { "\"com.example.vendor.label-\($0)\":\"a value of some length, as labels have\"" }.joined(separator: ",")
    return "{\"status\":\"\(action)\",\"id\":\"\(id)\",\"from\":\"registry.example.com/shop/web:1.2.3\",\"Type\":\"container\","
      + "\"Action\":\"\(action)\",\"Actor\":{\"ID\":\"\(id)\",\"Attributes\":{\"com.docker.compose.project\":\"shop\","
      + "\(attribute)\(labels),\"image\":\"registry.example.com/shop/web:1.2.3\",\"name\":\"shop-web-\(container)\"}},"
      + "\"scope\":\"local\",\"time\":\(time / 1_000_000_000),\"timeNano\":\(time)}\n"
  }

  /// What the engine would answer about that container before the load begins.
  static func inspection(_ container: Int) -> Inspection {
    Inspection(
      id: ContainerID(id(container)), name: ContainerName("shop-web-\(container)"), image: "registry.example.com/shop/web:1.2.3",
      state: .init(status: .running, startedAt: Timestamp(seconds: 1_699_999_000)), restartCount: 0, restartPolicy: .always,
      labels: ["com.docker.compose.project": "shop", "com.docker.compose.service": "web"])
  }
}

// MARK: - Read

extension EventLoad {
  /// All of it, read as the daemon does: in pieces of 64 KiB, as a socket brings them.
  func inPieces(_ body: ([EventItem]) -> Void) {
    var reader = EventReader()
    bytes.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 65_536) {
        var items: [EventItem] = []
        reader.read(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 65_536, bytes.count)]), into: &items)
        body(items)
      }
    }
  }

  /// All of them.
  var events: [EngineEvent] {
    var events: [EngineEvent] = []
    inPieces { items in
      for case .event(let event) in items { events.append(event) }
    }
    return events
  }

  /// Decodes all of it; returns how many events there were.
  func decode() -> Int {
    var count = 0
    inPieces { count += $0.count }
    return count
  }
}
