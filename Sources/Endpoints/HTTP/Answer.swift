// What is said to a request, before it meets a socket.

import HTTPTypes
import JSON

/// An answer: status, headers and body, without `Content-Length`, which follows from the body.
struct Answer: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields
  var body: AnswerBody
  /// Whether the body may be compressed.
  var isCompressible = false
  /// Whether the body is what happens from now on (`LiveStream`).
  var isLive = false

  init(_ status: HTTPResponse.Status, contentType: String, _ body: AnswerBody) {
    self.status = status
    headers = [.contentType: contentType]
    self.body = body
  }

  /// Words for a person.
  static func text(_ status: HTTPResponse.Status, _ text: String) -> Answer {
    Answer(status, contentType: "text/plain; charset=utf-8", AnswerBody(Array(text.utf8)))
  }

  /// JSON in pieces.
  static func json(_ status: HTTPResponse.Status, _ body: AnswerBody) -> Answer {
    Answer(status, contentType: "application/json", body)
  }

  /// What happens from now on, as server-sent events; a proxy must not hold it back until it ends.
  static var live: Answer {
    var answer = Answer(.ok, contentType: "text/event-stream", AnswerBody([UInt8]()))
    answer.headers[.cacheControl] = "no-store"
    if let buffering = HTTPField.Name("X-Accel-Buffering") { answer.headers[buffering] = "no" }
    answer.isLive = true
    return answer
  }

  /// As many listen as may.
  static var tooManyStreams: Answer {
    var answer = Answer.error(RequestFault(status: .serviceUnavailable, message: "too many pages are open (the page itself is served)"))
    answer.headers[.retryAfter] = "30"
    return answer
  }

  /// `{"error": …}`.
  static func error(_ fault: RequestFault) -> Answer {
    var json = JSONWriter()
    json.object { $0.member("error", fault.message) }
    json.endLine()
    var answer = Answer.json(fault.status, AnswerBody(json.bytes))
    if fault.status == .methodNotAllowed { answer.headers[.allow] = "GET, HEAD" }
    return answer
  }
}
