// What a fake engine was asked.

/// The head of a request.
struct FakeRequest: Sendable {
  var path: String
  var headers: [String: String]
  /// Counted from 1, in the order in which the connections were accepted.
  var connection: Int

  /// The path without version and query.
  var call: String {
    var parts = path.split(separator: "?")[0].split(separator: "/")
    if parts.first?.hasPrefix("v1.") == true { parts.removeFirst() }
    return "/" + parts.joined(separator: "/")
  }

  init?(_ text: String, connection: Int) {
    var lines = text.split(separator: "\r\n")[...]
    guard let words = lines.popFirst()?.split(separator: " "), words.count == 3, words[0] == "GET" else { return nil }
    self.path = String(words[1])
    self.connection = connection
    self.headers = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
    }
  }
}
