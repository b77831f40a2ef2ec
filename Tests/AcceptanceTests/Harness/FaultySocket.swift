// A line between dogwatch and the engine that the test can cut.

import Foundation
import Glibc

/// A Unix socket that passes every connection on to the engine's, until told otherwise.
final class FaultySocket: Sendable {
  enum Fault: String, Sendable, CaseIterable {
    /// Everything is passed on.
    case none
    /// Connections are accepted and stay open, but nothing moves any more: a hung engine, a full proxy.
    case stall
    /// Everything arrives, 512 bytes at a time.
    case throttle
    /// Open connections are reset, and nobody listens any more.
    case cut
    /// The engine's side is closed for good; what the watcher sends is still taken. New connections likewise.
    case halfClose
  }

  let path: String
  private let target: String
  private let state = Locked(State())

  private struct State {
    var fault = Fault.none
    var listener: Int32 = -1
    var connections: [Int: Connection] = [:]
    var count = 0
  }

  private struct Connection {
    var near: Int32
    var far: Int32
    var ends = 0
  }

  init(_ path: String, to target: String) throws {
    self.path = path
    self.target = target
    try listen()
  }

  deinit { end() }

  /// Closes everything for good.
  func end() {
    state.change { state in
      state.fault = .cut
      Self.hangUp(&state)
    }
    unlink(path)
  }

  var fault: Fault { state.read(\.fault) }

  /// How many connections were accepted so far.
  var accepted: Int { state.read(\.count) }

  /// From now on.
  func set(_ fault: Fault) throws {
    let wasCut = state.change { state in
      let (wasCut, wasThrottled) = (state.fault == .cut, state.fault == .throttle)
      state.fault = fault
      switch fault {
      case .none: for connection in state.connections.values where !wasCut && !wasThrottled { Self.reset(connection) }
      case .stall, .throttle: break
      case .cut: Self.hangUp(&state)
      case .halfClose: for connection in state.connections.values { shutdown(connection.near, Int32(SHUT_WR)) }
      }
      return wasCut
    }
    if fault == .cut { unlink(path) }
    if wasCut, fault != .cut { try listen() }
  }

  /// Ends what was stalled or half closed: the line is good again, for new connections.
  private static func reset(_ connection: Connection) {
    shutdown(connection.near, Int32(SHUT_RDWR))
    shutdown(connection.far, Int32(SHUT_RDWR))
  }

  private static func hangUp(_ state: inout State) {
    if state.listener >= 0 { shutdown(state.listener, Int32(SHUT_RDWR)) }
    for connection in state.connections.values { reset(connection) }
  }

  private func listen() throws {
    let listener = try SocketAddress.unix(path).listen()
    state.change { $0.listener = listener }
    let (state, target) = (state, target)
    Thread.detachNewThread {
      while true {
        let near = acceptConnection(on: listener)
        if near < 0 && errno == EINTR { continue }
        guard near >= 0 else { break }
        Self.serve(near, target, state)
      }
      // Its number may be another's at once: nobody must shut it down any more.
      state.change { state in
        if state.listener == listener { state.listener = -1 }
        close(listener)
      }
    }
  }

  /// Joins a new connection to the engine and moves bytes both ways, on a thread each.
  private static func serve(_ near: Int32, _ target: String, _ state: Locked<State>) {
    guard let far = try? SocketAddress.unix(target).connect(limit: 3600) else {
      close(near)
      return
    }
    let number = state.change { state in
      state.count += 1
      state.connections[state.count] = Connection(near: near, far: far)
      if state.fault == .halfClose { shutdown(near, Int32(SHUT_WR)) }
      return state.count
    }
    for (from, to) in [(near, far), (far, near)] {
      Thread.detachNewThread {
        move(from, to, state)
        // Both directions end together; the descriptors are closed when both have.
        state.change { state in
          guard var connection = state.connections[number] else { return }
          if state.fault != .stall && state.fault != .halfClose { reset(connection) }
          connection.ends += 1
          state.connections[number] = connection.ends < 2 ? connection : nil
          if connection.ends == 2 {
            close(connection.near)
            close(connection.far)
          }
        }
      }
    }
  }

  private static func move(_ from: Int32, _ to: Int32, _ state: Locked<State>) {
    while let bytes = try? receiveSome(from: from), !bytes.isEmpty {
      // What arrives during a stall is lost with the connection when the line is good again.
      if state.read({ $0.fault == .stall || $0.fault == .halfClose }) { continue }
      var rest = bytes[...]
      while !rest.isEmpty {
        let isThrottled = state.read { $0.fault == .throttle }
        let some = isThrottled ? rest.prefix(512) : rest
        guard (try? sendAll(Array(some), to: to)) != nil else { return }
        rest = rest.dropFirst(some.count)
        if isThrottled { usleep(20_000) }
      }
    }
  }
}
