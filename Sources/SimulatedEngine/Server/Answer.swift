// One whole answer of the engine.

import JSON

/// An HTTP answer.
struct Answer: Sendable {
  var status: Int
  var type = "application/json"
  var body: [UInt8]

  static func json(_ body: [UInt8]) -> Answer { Answer(status: 200, body: body) }
  static let done = Answer(status: 204, body: [])

  /// `{"message": …}`, as every error of the engine.
  static func refusal(_ refusal: Refusal) -> Answer {
    if refusal.status == 304 { return Answer(status: 304, body: []) }
    var json = JSONWriter()
    json.object { json in json.member("message", refusal.message) }
    json.endLine()
    return Answer(status: refusal.status, body: json.bytes)
  }

  /// What a filtering proxy says to what it does not let through.
  static let forbiddenPage = Answer(
    status: 403, type: "text/html",
    body: Array("<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n".utf8))

  static let internalError = Answer.refusal(Refusal(status: 500, message: "the simulation fails on demand"))

  /// The same answer with half of its body.
  var truncated: Answer { Answer(status: status, type: type, body: Array(body.prefix(body.count / 2))) }
}
