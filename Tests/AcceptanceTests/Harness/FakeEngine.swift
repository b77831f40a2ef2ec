// An engine that says what the test wants it to say, byte by byte.

import Foundation
import Glibc

/// Just enough of the API on a Unix socket for dogwatch to connect, list, inspect, and read a stream that the test writes.
final class FakeEngine: Sendable {
  let path: String
  private let state = Locked(State())

  private struct State {
    var listener: Int32 = -1
    var connections: Set<Int32> = []
    var streams: [Int32] = []
    var containers: [String: Container] = [:]
    var replacements: [(word: [UInt8], bytes: [UInt8])] = []
    var streamAnswer = StreamAnswer.stream
    var streamRequests = 0
    var holdsLists = false
  }

  /// What a request for the event stream gets.
  enum StreamAnswer: Sendable {
    /// An open stream.
    case stream
    /// A stream that ends at once.
    case endsAtOnce
    /// A page for people, with status 200.
    case page
  }

  /// A container as list and inspect tell it.
  struct Container: Sendable {
    var id: String
    var name: String
    var status = "running"
    var image = "box"
    var labels: [String: String] = [:]
    var exitCode = 0
    var restartCount = 0
    /// What the last probe of its health check said, with its verdict; nil: there is no check.
    var probe: (status: String, output: String)?

    func inspect() -> [String: Any] {
      var state: [String: Any] = [
        "Status": status, "Running": status == "running" || status == "paused", "Paused": status == "paused", "Restarting": false,
        "OOMKilled": false, "Dead": false, "Pid": status == "running" ? 42 : 0, "ExitCode": exitCode, "Error": "",
        "StartedAt": "2026-01-02T03:04:06.000000006Z",
        "FinishedAt": status == "exited" ? "2026-01-02T03:05:06.000000006Z" : "0001-01-01T00:00:00Z",
      ]
      var config: [String: Any] = ["Image": image, "Labels": labels, "AttachStdin": false]
      if let probe {
        let log: [String: Any] = [
          "Start": "2026-01-02T03:04:07Z", "End": "2026-01-02T03:04:08Z", "ExitCode": probe.status == "healthy" ? 0 : 1,
          "Output": probe.output,
        ]
        state["Health"] = ["Status": probe.status, "FailingStreak": probe.status == "healthy" ? 0 : 3, "Log": [log]] as [String: Any]
        config["Healthcheck"] = ["Test": ["CMD", "probe"], "Interval": 1_000_000_000, "Retries": 3] as [String: Any]
      }
      return [
        "Id": id, "Name": "/" + name, "Created": "2026-01-02T03:04:05.000000006Z", "RestartCount": restartCount, "Image": "sha256:00",
        "State": state, "Config": config,
        "HostConfig": ["RestartPolicy": ["Name": "no", "MaximumRetryCount": 0], "AutoRemove": false, "Memory": 0] as [String: Any],
      ]
    }

    func row() -> [String: Any] {
      [
        "Id": id, "Names": ["/" + name], "Image": image, "ImageID": "sha256:00", "Labels": labels, "State": status,
        "Status": status == "running"
          ? "Up 5 minutes" : status == "paused" ? "Up 5 minutes (Paused)" : "Exited (\(exitCode)) 5 minutes ago",
        "Created": 1_767_322_545,
      ]
    }
  }

  init(_ path: String) throws {
    self.path = path
    let listener = try SocketAddress.unix(path).listen()
    state.change { $0.listener = listener }
    let state = state
    Thread.detachNewThread {
      while true {
        let descriptor = acceptConnection(on: listener)
        if descriptor < 0 && errno == EINTR { continue }
        guard descriptor >= 0 else { break }
        state.change { _ = $0.connections.insert(descriptor) }
        Thread.detachNewThread {
          try? Self.serve(descriptor, state)
          state.change {
            $0.connections.remove(descriptor)
            $0.streams.removeAll { $0 == descriptor }
            close(descriptor)
          }
        }
      }
      // Its number may be another's at once: nobody must shut it down any more.
      state.change { state in
        state.listener = -1
        close(listener)
      }
    }
  }

  deinit { end() }

  func end() {
    state.change { state in
      if state.listener >= 0 { shutdown(state.listener, Int32(SHUT_RDWR)) }
      for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
    }
    unlink(path)
  }

  // MARK: What the test does

  func set(_ container: Container) { state.change { $0.containers[container.id] = container } }
  /// From now on these are all there are.
  func set(only containers: [Container]) {
    state.change { $0.containers = Dictionary(uniqueKeysWithValues: containers.map { ($0.id, $0) }) }
  }
  func set(_ answer: StreamAnswer) { state.change { $0.streamAnswer = answer } }
  /// From now on these bytes stand for that word in list and inspect: what no JSON writer would write.
  func replace(_ word: String, with bytes: [UInt8]) { state.change { $0.replacements.append((Array(word.utf8), bytes)) } }
  /// While it does, a request for the list is not answered.
  func holdLists(_ holds: Bool) { state.change { $0.holdsLists = holds } }
  var streamRequests: Int { state.read(\.streamRequests) }
  var openStreams: Int { state.read(\.streams.count) }

  /// Writes bytes into every open stream, as one chunk each.
  func push(_ bytes: [UInt8]) {
    let streams = state.read(\.streams)
    for stream in streams { try? sendAll(Self.chunk(bytes), to: stream) }
  }

  func push(_ line: String) { push(Array((line + "\n").utf8)) }

  /// Ends every open stream: in good order, or in the middle of a chunk.
  func endStreams(inOrder: Bool) {
    for stream in state.read(\.streams) {
      if inOrder { try? sendAll(Array("0\r\n\r\n".utf8), to: stream) }
      shutdown(stream, Int32(SHUT_RDWR))
    }
  }

  /// An event as the engine writes it.
  static func event(
    _ action: String, _ container: Container, at time: Int64? = nil, attributes: [String: String] = [:], type: String = "container"
  ) -> String {
    let nanoseconds = time ?? now()
    let merged = ["name": container.name, "image": container.image].merging(attributes) { $1 }.merging(container.labels) { $1 }
    let body: [String: Any] = [
      "status": action, "id": container.id, "from": container.image, "Type": type, "Action": action,
      "Actor": ["ID": container.id, "Attributes": merged] as [String: Any], "scope": "local", "time": nanoseconds / 1_000_000_000,
      "timeNano": nanoseconds,
    ]
    return String(decoding: (try? jsonBytes(body)) ?? [], as: UTF8.self)
  }

  static func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1e6) * 1000 }

  // MARK: The protocol

  private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
    Array((String(bytes.count, radix: 16) + "\r\n").utf8) + bytes + [0x0D, 0x0A]
  }

  /// Answers one request after another.
  private static func serve(_ descriptor: Int32, _ state: Locked<State>) throws {
    var pending: [UInt8] = []
    while true {
      while pending.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
        let some = try receiveSome(from: descriptor)
        if some.isEmpty { return }
        pending += some
      }
      guard let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
      let words = String(decoding: pending[..<end.lowerBound], as: UTF8.self).prefix { $0 != "\r\n" }.split(separator: " ")
      pending.removeFirst(end.upperBound)
      guard words.count >= 2 else { return }
      var path = words[1].prefix { $0 != "?" }
      if let version = path.prefixMatch(of: /\/v[0-9.]+/) { path = path[version.range.upperBound...] }
      if path == "/events" {
        if words[1].contains("until=") {
          try answer(descriptor, [], type: "application/json")
          continue
        }
        return try stream(descriptor, state)
      }
      try answer(descriptor, path: String(path), state)
    }
  }

  private static func answer(_ descriptor: Int32, path: String, _ state: Locked<State>) throws {
    switch path {
    case "/_ping": try answer(descriptor, Array("OK".utf8), type: "text/plain; charset=utf-8")
    case "/info":
      try answer(descriptor, jsonBytes(["Name": "fake", "ServerVersion": "20.10.24", "LiveRestoreEnabled": false, "ID": "FAKE"]))
    case "/version": try answer(descriptor, jsonBytes(["Version": "20.10.24", "ApiVersion": "1.41", "MinAPIVersion": "1.12"]))
    case "/containers/json":
      while state.read(\.holdsLists) { usleep(10_000) }
      let rows = state.read { $0.containers.values.sorted { $0.id < $1.id } }.map { $0.row() }
      try answer(descriptor, replaced(jsonBytes(rows), state))
    default:
      let parts = path.split(separator: "/")
      let found = state.read { state in
        parts.count == 3 && parts[2] == "json" ? state.containers[String(parts[1])] : nil
      }
      if let found {
        try answer(descriptor, replaced(jsonBytes(found.inspect()), state))
      } else {
        try answer(descriptor, jsonBytes(["message": "No such container"]), status: "404 Not Found")
      }
    }
  }

  private static func replaced(_ body: [UInt8], _ state: Locked<State>) -> [UInt8] {
    state.read(\.replacements).reduce(body) { $0.replacing($1.word, with: $1.bytes) }
  }

  private static func answer(
    _ descriptor: Int32, _ body: [UInt8], type: String = "application/json", status: String = "200 OK"
  ) throws {
    let head =
      "HTTP/1.1 \(status)\r\nApi-Version: 1.41\r\nServer: Docker/20.10.24 (linux)\r\nDate: \(date())\r\nContent-Type: \(type)\r\n"
      + "Content-Length: \(body.count)\r\n\r\n"
    try sendAll(Array(head.utf8) + body, to: descriptor)
  }

  private static func stream(_ descriptor: Int32, _ state: Locked<State>) throws {
    let kind = state.change { state in
      state.streamRequests += 1
      return state.streamAnswer
    }
    if case .page = kind {
      return try answer(descriptor, Array("<html><body><h1>Please log in</h1></body></html>\n".utf8), type: "text/html")
    }
    let head =
      "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nDate: \(date())\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    try sendAll(Array(head.utf8), to: descriptor)
    if case .endsAtOnce = kind { return try sendAll(Array("0\r\n\r\n".utf8), to: descriptor) }
    state.change { $0.streams.append(descriptor) }
    while try !receiveSome(from: descriptor).isEmpty {}
  }

  private static func date() -> String {
    var (seconds, parts) = (time(nil), tm())
    gmtime_r(&seconds, &parts)
    return String(unsafeUninitializedCapacity: 64) { buffer in
      buffer.withMemoryRebound(to: CChar.self) { strftime($0.baseAddress, $0.count, "%a, %d %b %Y %H:%M:%S GMT", &parts) }
    }
  }
}
