// From an answer to the socket.

import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers each request of a connection within the limits.
struct Responder: Sendable {
  let routes: Routes
  let limits: EndpointLimits
  let access: AccessControl
  let live: LiveStream

  init(sources: EndpointSources, limits: EndpointLimits, access: AccessControl) {
    routes = Routes(sources: sources)
    live = LiveStream(sources: sources, limits: limits)
    self.limits = limits
    self.access = access
  }

  func respond(to request: Request, on connection: AcceptedConnection, _ writer: consuming ResponseWriter, _ channel: any Channel)
    async throws
  {
    guard let admission = try await connection.admission(channel, under: access.current) else { throw ConnectionOutdated() }
    let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(limits.response)) { channel.close(promise: nil) }
    defer { deadline.cancel() }
    var answer: Answer
    if request.head.authority == nil {
      answer = .error(.badRequest("a request names one host (header Host)"))
    } else if let refusal = admission.refusal(of: request.head) {
      answer = refusal
    } else {
      answer = await routes.answer(to: request.head)
    }
    if answer.isLive, request.method != .head {
      if live.enter() {
        defer { live.leave() }
        deadline.cancel()
        return try await stream(answer, request, on: connection, writer, channel)
      }
      answer = .tooManyStreams
    }
    if answer.isCompressible, ContentNegotiation.wantsGzip(request.headers), let gzipped = await answer.body.gzipped() {
      answer.body = gzipped
      answer.headers[.contentEncoding] = "gzip"
    }
    if !answer.isLive { answer.headers[.contentLength] = "\(answer.body.length)" }
    answer.headers[.date] = HTTPDate.text(EndpointSources.wallClock())
    if hasBody(request) {
      channel.eventLoop.scheduleTask(in: TimeAmount(limits.refusedBody)) { channel.close(promise: nil) }
    }
    let head = HTTPResponse(status: answer.status, headerFields: answer.headers)
    guard request.method != .head else { return try await writer.writeResponse(head) }
    try await write(head, answer.body, writer)
  }

  /// An answer without an end of its own; under what is in force now it must still be one.
  private func stream(
    _ answer: Answer, _ request: Request, on connection: AcceptedConnection, _ writer: consuming ResponseWriter, _ channel: any Channel
  ) async throws {
    var answer = answer
    answer.headers[.date] = HTTPDate.text(EndpointSources.wallClock())
    var bodyWriter = try await writer.writeHead(HTTPResponse(status: answer.status, headerFields: answer.headers))
    try await live.tell(request, &bodyWriter, on: channel) {
      guard let admission = try? await connection.admission(channel, under: access.current) else { return false }
      return admission.refusal(of: request.head) == nil
    }
    try await bodyWriter.finish(nil)
  }

  /// Whether something nobody wants follows the head.
  private func hasBody(_ request: Request) -> Bool {
    request.headers[.transferEncoding] != nil || request.headers[.contentLength].map { $0 != "0" } ?? false
  }

  /// So many chunks are written before others on the thread have a turn.
  private static let stride = 8

  private func write(_ head: HTTPResponse, _ body: AnswerBody, _ writer: consuming ResponseWriter) async throws {
    var chunks = body.makeIterator()
    guard let first = chunks.next() else { return try await writer.writeResponse(head) }
    guard first.readableBytes < body.length else {
      return try await writer.write(response: head, body: ResponseBody(byteBuffer: first))
    }
    var bodyWriter = try await writer.writeHead(head)
    try await bodyWriter.write(first)
    var count = 1
    while let chunk = chunks.next() {
      // Waits while the socket has no room.
      try await bodyWriter.write(chunk)
      count += 1
      if count.isMultiple(of: Self.stride) { await Task.yield() }
    }
    try await bodyWriter.finish(nil)
  }
}
