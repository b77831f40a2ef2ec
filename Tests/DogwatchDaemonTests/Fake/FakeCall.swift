// What an engine in this process is asked.

/// A request, as far as the fake engine tells them apart.
enum FakeCall: Sendable, Hashable {
  case ping, info, list
  case inspect(String)
  /// Past events: with an end.
  case ring
  /// The live stream.
  case stream
  case other(String)

  /// Reads the first line of a request.
  init(requestLine line: some StringProtocol) {
    let words = line.split(separator: " ")
    let target = words.count > 1 ? String(words[1]) : ""
    let parts = target.split(separator: "?", maxSplits: 1)
    var path = parts.first?.split(separator: "/").map(String.init) ?? []
    if path.first?.hasPrefix("v1.") == true { path.removeFirst() }
    let query = parts.count > 1 ? parts[1] : ""
    switch path.first {
    case "_ping": self = .ping
    case "info": self = .info
    case "events": self = query.contains("until=") ? .ring : .stream
    case "containers" where path.count == 2: self = .list
    case "containers" where path.count == 3: self = .inspect(path[1])
    default: self = .other(String(target))
    }
  }
}

/// What comes back.
enum FakeReply: Sendable {
  /// What the engine would say.
  case usual
  case whole(status: Int, type: String, body: String)
  /// Nothing, with the connection kept.
  case silence
  /// A whole answer, when `release` is called.
  case later
  /// The head of an answer, and then the end of the connection.
  case endedAtOnce
}
