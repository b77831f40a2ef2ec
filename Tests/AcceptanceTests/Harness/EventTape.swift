// The engine's own event stream, kept raw: it shows in a failed test what really happened, and makes recordings.

import Foundation
import Glibc

/// Reads `/events` from now on until closed.
final class EventTape: Sendable {
  private let descriptor: Int32
  private let state = Locked(State())

  private struct State {
    var lines: [String] = []
    var inspects: [(id: String, body: String)] = []
    var isAtEnd = false
  }

  /// All types of events, from now on or since that time. With `inspectsExits` each `die` is followed by an inspect, as a watcher's would be.
  init(_ socket: String, since: String? = nil, inspectsExits: Bool = false) async throws {
    let descriptor = try await blocking {
      try HTTPExchange(
        address: .unix(socket), target: "/events" + (since.map { "?since=\($0)" } ?? ""), limit: 3600
      ).open()
    }
    self.descriptor = descriptor
    let state = state
    Thread.detachNewThread {
      var head: [UInt8]? = []
      var chunks = ChunkedBody()
      var partial: [UInt8] = []
      while let bytes = try? receiveSome(from: descriptor), !bytes.isEmpty {
        var payload = bytes
        if var start = head {
          start += bytes
          guard let end = start.firstRange(of: Array("\r\n\r\n".utf8)) else {
            head = start
            continue
          }
          payload = Array(start[end.upperBound...])
          head = nil
        }
        partial += chunks.decode(payload)
        while let newline = partial.firstIndex(of: 0x0A) {
          let line = String(decoding: partial[..<newline], as: UTF8.self)
          partial.removeFirst(newline + 1)
          state.change { $0.lines.append(line) }
          if inspectsExits, line.contains(#""Action":"die""#) { Self.inspect(line, socket, state) }
        }
      }
      state.change { $0.isAtEnd = true }
      Glibc.close(descriptor)
    }
    // Headers come before the subscription (ENGINE.md): wait for an event of our own.
    if since == nil {
      try await eventually("the tape's own subscription") {
        _ = try await EngineAPI(socket: socket).ask("POST", "/images/box:latest/tag?repo=tape&tag=t")
        return !self.lines.isEmpty
      }
    }
  }

  private static func inspect(_ line: String, _ socket: String, _ state: Locked<State>) {
    Thread.detachNewThread {
      guard let id = (try? JSONValue(parsing: Array(line.utf8)))?["Actor"]["ID"].string else { return }
      let answer = try? HTTPExchange(address: .unix(socket), target: "/containers/\(id)/json", limit: 20).sendBlocking()
      if let answer { state.change { $0.inspects.append((id, answer.text.trimmingCharacters(in: .newlines))) } }
    }
  }

  /// The answers to the inspects after each `die` of a container.
  func inspects(of id: String) -> [String] { state.read { $0.inspects.filter { $0.id == id }.map(\.body) } }

  deinit { close() }

  func close() {
    state.read { if !$0.isAtEnd { shutdown(descriptor, Int32(SHUT_RDWR)) } }
  }

  var isAtEnd: Bool { state.read(\.isAtEnd) }
  var lines: [String] { state.read(\.lines) }

  /// Container events of that name.
  func lines(of name: String) -> [String] {
    lines.filter { line in
      guard line.contains(name), let event = try? JSONValue(parsing: Array(line.utf8)), event["Type"].string == "container" else {
        return false
      }
      return event["Actor"]["Attributes"]["name"].string == name
    }
  }

  /// The actions of those events in order, probes left out, signals and exit codes added: `kill(15) die(0) stop`.
  func story(of name: String) -> String {
    lines(of: name).compactMap { line in
      guard let event = try? JSONValue(parsing: Array(line.utf8)), let action = event["Action"].string, !action.hasPrefix("exec_")
      else { return nil }
      let attributes = event["Actor"]["Attributes"]
      switch action {
      case "kill": return "kill(\(attributes["signal"].string ?? "?"))"
      case "die": return "die(\(attributes["exitCode"].string ?? "?"))"
      default: return action
      }
    }.joined(separator: " ")
  }
}
