// A server of another project, as Debian packages it, on loopback and in a folder of the test's own.

import Glibc
import Testing

/// A program that serves HTTP on a port that it is told; ended with SIGKILL when nothing refers to it any more.
final class LoopbackServer: Sendable {
  let port: UInt16
  private let process: ChildProcess

  /// Starts it and waits until `/-/ready` says 200. `log` must not be there yet; `arguments` gets the port.
  init(_ program: String, log: String, _ arguments: (UInt16) -> [String]) async throws {
    var number = 0
    while true {
      number += 1
      let port = try SocketAddress.freePort()
      let process = try ChildProcess(program, arguments(port), log: "\(log)-\(number)")
      try await eventually("\(program) ready") {
        if process.exit != nil { return true }
        return try await HTTPExchange(address: .port(port), target: "/-/ready", limit: 5).send().status == 200
      }
      if process.exit == nil {
        (self.port, self.process) = (port, process)
        return
      }
      // Another test took the port meanwhile.
      guard try process.output.contains("address already in use") else { throw Ended(program: program, process) }
    }
  }

  /// The server has ended by itself.
  struct Ended: Error, CustomStringConvertible {
    let description: String

    init(program: String, _ process: ChildProcess) {
      description = "\(program) ended: \(process.exit.map { "\($0)" } ?? "?")\n\((try? process.output.suffix(3000)) ?? "")"
    }
  }

  /// Throws its output if it has ended.
  func mustRun() throws {
    if process.exit != nil { throw Ended(program: "the server on port \(port)", process) }
  }

  func get(_ target: String) async throws -> HTTPExchange.Answer {
    try mustRun()
    return try await HTTPExchange(address: .port(port), target: target, limit: 30).send()
  }

  func post(_ target: String, _ body: JSONValue) async throws -> HTTPExchange.Answer {
    try mustRun()
    let bytes = Array(try body.text.utf8)
    return try await HTTPExchange(
      address: .port(port), method: "POST", target: target, headers: ["Content-Type": "application/json"], body: bytes, limit: 30
    ).send()
  }

  func end() async throws {
    process.signal(SIGKILL)
    try await process.waitForExit()
  }
}
