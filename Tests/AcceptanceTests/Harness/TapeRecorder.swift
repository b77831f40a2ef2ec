// Stands between dogwatch and an engine and writes down every word that the engine says.

import Foundation
import Glibc

/// A Unix socket that passes requests on to an engine's, and notes each answer, whole, and each line of the event stream when it came. What is
/// noted before it is passed on stands in the order in which dogwatch gets to know it.
final class TapeRecorder: Sendable {
  let socket: String
  private let engine: String
  private let state = Locked(State())

  private struct State {
    var lines: [[String: JSONValue]] = []
    var listener: Int32 = -1
    /// Both ends of what is being passed on.
    var open: Set<Int32> = []
    var isClosed = false
  }

  init(socket: String, engine: String) throws {
    self.socket = socket
    self.engine = engine
    try listen()
  }

  deinit { close() }

  // MARK: The line

  /// Takes connections from now on.
  func listen() throws {
    let descriptor = try SocketAddress.unix(socket).listen()
    state.change { $0.listener = descriptor }
    Thread.detachNewThread { [weak self] in
      while true {
        let client = accept(descriptor, nil, nil)
        if client < 0 && errno == EINTR { continue }
        guard client >= 0 else { break }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        guard let self else {
          Glibc.close(client)
          break
        }
        Thread.detachNewThread { self.serve(client) }
      }
      Glibc.close(descriptor)
    }
  }

  /// Cuts every connection and takes no more, until `listen`.
  func cut() {
    state.change { state in
      if state.listener >= 0 { shutdown(state.listener, Int32(SHUT_RDWR)) }
      state.listener = -1
      for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
    unlink(socket)
  }

  func close() {
    state.change { $0.isClosed = true }
    cut()
  }

  // MARK: The tape

  /// Everything noted so far, one JSON object a line.
  var tape: String {
    get throws { try state.read { try $0.lines.map { try JSONValue.object($0).sortedText + "\n" }.joined() } }
  }

  /// Notes something, with the time by both clocks.
  func note(_ what: String, _ more: [String: JSONValue] = [:]) {
    state.change { state in
      if state.isClosed { return }
      var line = more
      line["what"] = .string(what)
      line["uptime"] = .string("\(Self.nanoseconds(CLOCK_BOOTTIME))")
      line["time"] = .string("\(Self.nanoseconds(CLOCK_REALTIME))")
      state.lines.append(line)
    }
  }

  /// A number of JSON is a double to some: nanoseconds stand as text.
  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  // MARK: One connection

  private func serve(_ client: Int32) {
    let asked = "\(Self.nanoseconds(CLOCK_BOOTTIME))"
    var head: [UInt8] = []
    while head.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
      guard let some = try? receiveSome(from: client), !some.isEmpty else {
        Glibc.close(client)
        return
      }
      head += some
    }
    let path = String(decoding: head, as: UTF8.self).split(separator: " ").dropFirst().first.map(String.init) ?? ""
    let facts: [String: JSONValue] = ["path": .string(path), "asked": .string(asked)]
    guard let server = try? SocketAddress.unix(engine).connect(limit: 3600) else {
      note("refused", facts)
      Glibc.close(client)
      return
    }
    state.change { $0.open.formUnion([client, server]) }
    if (try? sendAll(head, to: server)) != nil {
      if path.contains("/events?"), !path.contains("until=") {
        passStream(from: server, to: client, facts)
      } else {
        passAnswer(from: server, to: client, facts)
      }
    } else {
      note("refused", facts)
    }
    state.change { $0.open.subtract([client, server]) }
    Glibc.close(server)
    Glibc.close(client)
  }

  /// Waits for the whole answer, notes it, and passes it on.
  private func passAnswer(from server: Int32, to client: Int32, _ facts: [String: JSONValue]) {
    var bytes: [UInt8] = []
    while let some = next(from: server, unlessGone: client) {
      if some.isEmpty {
        guard let answer = try? HTTPExchange.answer(bytes) else { return note("refused", facts) }
        note("answer", facts.merging(Self.words(of: answer)) { $1 })
        try? sendAll(bytes, to: client)
        return
      }
      bytes += some
    }
    note("unanswered", facts)
  }

  private static func words(of answer: HTTPExchange.Answer) -> [String: JSONValue] {
    var words: [String: JSONValue] = ["status": .number(Double(answer.status)), "body": .string(answer.text)]
    for name in ["date", "api-version"] { words[name] = answer.headers[name].map { .string($0) } }
    return words
  }

  private func passStream(from server: Int32, to client: Int32, _ facts: [String: JSONValue]) {
    var head: [UInt8]? = []
    var chunks = ChunkedBody()
    var partial: [UInt8] = []
    while let some = next(from: server, unlessGone: client) {
      guard !some.isEmpty else { return note(head == nil ? "stream ended" : "refused", ["inOrder": .bool(chunks.isAtEnd)]) }
      var payload = some
      if let begun = head {
        guard let end = (begun + some).firstRange(of: Array("\r\n\r\n".utf8)) else {
          head = begun + some
          try? sendAll(some, to: client)
          continue
        }
        payload = Array((begun + some)[end.upperBound...])
        head = nil
        note("stream", facts)
      }
      partial += chunks.decode(payload)
      while let newline = partial.firstIndex(of: 0x0A) {
        note("line", ["line": .string(String(decoding: partial[..<newline], as: UTF8.self))])
        partial.removeFirst(newline + 1)
      }
      guard (try? sendAll(some, to: client)) != nil else { break }
    }
    if head == nil { note("stream ended", ["inOrder": .bool(false)]) } else { note("unanswered", facts) }
  }

  /// What the server sends next; empty at its end, nil when the client has gone.
  private func next(from server: Int32, unlessGone client: Int32) -> [UInt8]? {
    while true {
      var states = [pollfd(fd: server, events: Int16(POLLIN), revents: 0), pollfd(fd: client, events: Int16(POLLIN), revents: 0)]
      guard poll(&states, 2, -1) > 0 else { continue }
      if states[0].revents != 0 { return (try? receiveSome(from: server)) ?? [] }
      if states[1].revents != 0 { return nil }
    }
  }
}

extension JSONValue {
  /// The value as JSON text that is the same each time.
  var sortedText: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}
