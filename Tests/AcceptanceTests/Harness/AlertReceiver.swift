// A receiver of webhooks: keeps what arrives, and answers as the test wants.

import Foundation
import Glibc

/// An HTTP server on a port of its own that takes POSTs.
final class AlertReceiver: Sendable {
  /// One request.
  struct Request: Sendable {
    var headers: [String: String]
    var body: [UInt8]
    /// What it was answered; 0 is no whole answer.
    var status: Int
    let arrivedAt = ContinuousClock.now
    /// Alertmanager's body.
    let json: JSONValue

    init(headers: [String: String], body: [UInt8], status: Int) {
      (self.headers, self.body, self.status) = (headers, body, status)
      json = (try? JSONValue(parsing: body)) ?? .null
    }
  }

  /// One alert of one notification.
  struct Told: Sendable, Hashable, CustomStringConvertible {
    var alertname: String
    /// The container's.
    var name: String
    var status: String

    init(_ alertname: String, _ name: String, _ status: String) {
      (self.alertname, self.name, self.status) = (alertname, name, status)
    }

    var description: String { "\(alertname) \(name) \(status)" }
  }

  let port: UInt16
  private let state = Locked(State())

  private struct State {
    var answer: @Sendable (Request) -> ReceiverAnswer = { _ in .status(200) }
    var requests: [Request] = []
    var refuses = false
  }

  init() throws {
    let listener = try SocketAddress.port(0).listen()
    var (address, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
    }
    guard result == 0 else { throw SystemError("getsockname") }
    port = UInt16(bigEndian: address.sin_port)
    let state = state
    Thread.detachNewThread {
      while true {
        let descriptor = acceptConnection(on: listener)
        guard descriptor >= 0 else { break }
        if state.read(\.refuses) {
          close(descriptor)
          continue
        }
        Thread.detachNewThread {
          while (try? Self.serveOne(descriptor, state)) == true {}
          close(descriptor)
        }
      }
    }
  }

  /// The configuration of a webhook that comes here.
  var webhook: JSONValue { webhook("test") }

  func webhook(_ name: String) -> JSONValue { .object(["name": .string(name), "url": .string("http://127.0.0.1:\(port)/hook")]) }

  func answer(_ status: Int) { answer { _ in .status(status) } }
  func answer(_ answer: @escaping @Sendable (Request) -> ReceiverAnswer) { state.change { $0.answer = answer } }
  /// Whether new connections are closed before anything is said.
  func refuse(_ refuses: Bool) { state.change { $0.refuses = refuses } }
  var requests: [Request] { state.read(\.requests) }

  /// Every alert of every notification that was accepted, in order; what is listed again is left out.
  var told: [Told] {
    var last: [String: String] = [:]
    return requests.filter { $0.status == 200 }.flatMap { $0.json["alerts"].array }.compactMap { alert in
      let status = alert["status"].string ?? "?"
      let fingerprint = alert["fingerprint"].string ?? "?"
      guard last.updateValue(status, forKey: fingerprint) != status else { return nil }
      return Told(alert["labels"]["alertname"].string ?? "?", alert["labels"]["name"].string ?? "", status)
    }
  }

  func told(of name: String) -> [String] { told.filter { $0.name == name }.map { "\($0.alertname) \($0.status)" } }

  /// Waits until exactly this has been told of a container; the order of what belongs together may differ.
  func expect(_ expected: [String], of name: String, within limit: Duration = .seconds(90)) async throws {
    try await eventually(
      "\(expected) told of \(name), not \(told(of: name))", within: limit, read: { told(of: name).sorted() },
      until: { $0 == expected.sorted() })
  }

  /// Serves one request; false at the end of the connection.
  private static func serveOne(_ descriptor: Int32, _ state: Locked<State>) throws -> Bool {
    var received: [UInt8] = []
    let separator = Array("\r\n\r\n".utf8)
    var head: Range<Int>?
    while head == nil {
      let more = try receiveSome(from: descriptor)
      if more.isEmpty { return false }
      received += more
      head = received.firstRange(of: separator)
    }
    let lines = String(decoding: received[..<head!.lowerBound], as: UTF8.self).split(separator: "\r\n").dropFirst()
    var headers: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    var body = Array(received[head!.upperBound...])
    while body.count < Int(headers["content-length"] ?? "0") ?? 0 {
      let more = try receiveSome(from: descriptor)
      if more.isEmpty { return false }
      body += more
    }
    let arrived = Request(headers: headers, body: body, status: 0)
    let answer = state.change { state in
      var request = arrived
      let answer = state.answer(request)
      request.status = answer.status
      state.requests.append(request)
      return answer
    }
    return try answer.send(to: descriptor)
  }
}
