// What a receiver has been told so far.

/// Reads a receiver's requests as they come.
final class Hearing: Sendable {
  let name: String
  let receiver: AlertReceiver
  private let state = Locked(State())

  private struct State {
    var count = 0
    /// By alert and container: what was said last in a request that was accepted.
    var words: [String: Word] = [:]
  }

  /// What was said of an alert, `key` being its name and the container's.
  struct Word: Sendable, Hashable {
    var key: String
    var status: String
    var startsAt: Moment
  }

  init(_ name: String) throws {
    self.name = name
    receiver = try AlertReceiver()
  }

  var webhook: JSONValue {
    .object([
      "name": .string(name), "url": .string("http://127.0.0.1:\(receiver.port)/hook"), "timeout": .string("2s"),
    ])
  }

  /// What was said last of an alert.
  func word(_ alertname: String, _ name: String) -> Word? {
    let requests = receiver.requests
    return state.change { state in
      for request in requests[min(state.count, requests.count)...] where request.status == 200 {
        for alert in request.json["alerts"].array {
          let key = "\(alert["labels"]["alertname"].string ?? "?") \(alert["labels"]["name"].string ?? "")"
          state.words[key] = Word(
            key: key, status: alert["status"].string ?? "?", startsAt: alert["startsAt"].string.flatMap(ChaosJudge.moment) ?? 0)
        }
      }
      state.count = max(state.count, requests.count)
      return state.words["\(alertname) \(name)"]
    }
  }
}
