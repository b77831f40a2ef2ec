// One request of a webhook: secrets put in, signed, sent, and the answer judged.

import NIOHTTP1
import Watch

/// Sends bodies to one webhook's receiver.
struct Messenger: Sendable {
  let settings: ReceiverSettings
  /// `dogwatch/VERSION`.
  let userAgent: String
  let client: ReceiverClient
  let now: @Sendable () -> Arrival

  init(
    _ settings: ReceiverSettings, version: String, proxies: ProxyRules, connections: Int, now: @escaping @Sendable () -> Arrival
  ) throws(ReceiverError) {
    self.settings = settings
    self.now = now
    userAgent = "dogwatch/\(version)"
    client = try ReceiverClient(
      url: settings.requestURL, authorities: settings.authorities, timeout: settings.timeout, connections: connections, proxies: proxies,
      secrets: settings.secrets)
  }

  /// What one request came to.
  struct Exchange: Sendable {
    var answer: Result<ReceiverAnswer, RequestProblem>
    var nanoseconds: Int64
  }

  func send(_ body: RequestBody, id: String, createdAt: Uptime) async -> Exchange {
    let bytes = body.bytes(with: settings.secretMembers)
    let begin = now()
    let headers = headers(for: bytes, id: id, createdAt: createdAt, now: begin)
    let answer: Result<ReceiverAnswer, RequestProblem>
    do throws(RequestProblem) {
      let now = now
      answer = .success(try await client.send(.POST, headers: headers, body: bytes) { now().time })
    } catch {
      answer = .failure(error)
    }
    return Exchange(answer: answer, nanoseconds: max(now().uptime.since(begin.uptime), 0))
  }

  /// Late enough to be told.
  private static let late: Int64 = 60_000_000_000

  func headers(for bytes: [UInt8], id: String, createdAt: Uptime, now: Arrival) -> HTTPHeaders {
    var headers: HTTPHeaders = ["User-Agent": userAgent, "Content-Type": "application/json", "Accept": "*/*"]
    for header in settings.headers { headers.replaceOrAdd(name: header.name, value: header.value.text) }
    headers.replaceOrAdd(name: "webhook-id", value: id)
    let delay = now.uptime.since(createdAt)
    if delay > Self.late { headers.replaceOrAdd(name: "Dogwatch-Delayed", value: String(delay / 1_000_000_000)) }
    if let secret = settings.signingSecret {
      let timestamp = now.time.nanoseconds / 1_000_000_000
      headers.replaceOrAdd(name: "webhook-timestamp", value: String(timestamp))
      headers.replaceOrAdd(name: "webhook-signature", value: secret.signature(id: id, timestamp: timestamp, body: bytes))
    }
    return headers
  }
}

extension Messenger.Exchange {
  var verdict: Verdict {
    switch answer {
    case .success(let answer): Verdict(status: answer.status, retryAfter: answer.retryAfter)
    case .failure: .retriable(after: nil)
    }
  }

  var code: AttemptCode {
    switch answer {
    case .success(let answer): AttemptCode(status: answer.status)
    case .failure(let problem): problem.isTimeout ? .timeout : .error
    }
  }

  /// Why it was not accepted, in a sentence; nil when it was.
  func problem(_ settings: ReceiverSettings) -> String? {
    let origin = settings.requestURL.origin
    switch answer {
    case .success(let answer):
      guard verdict != .accepted else { return nil }
      let hint = (300..<400).contains(answer.status) ? " (redirects are not followed: set the url it moved to)" : ""
      return "\(origin) answered \(answer.status)\(hint)" + (answer.excerpt.isEmpty ? "" : ": \(answer.excerpt)")
    case .failure(let problem):
      return problem.words(origin: origin, timeout: settings.timeout)
    }
  }
}
