// One container of a scenario: what a person, a tool or its own program does to it.

import Foundation
import Glibc

/// A container on a private engine, with a folder /ctl by which the test tells its program what to do.
struct TestContainer: Sendable {
  let name: String
  let id: String
  let engine: PrivateEngine
  let control: String
  let spec: ContainerSpec

  /// Creates it; it does not run yet.
  init(_ name: String, _ spec: ContainerSpec, on engine: PrivateEngine, sharingControlOf other: TestContainer? = nil) async throws {
    let control = other?.control ?? "\(engine.folder)/ctl/\(name)"
    if other == nil {
      try FileManager.default.createDirectory(atPath: control, withIntermediateDirectories: true)
      guard mkfifo("\(control)/do", 0o666) == 0 else { throw SystemError("mkfifo \(control)/do") }
    }
    self.name = name
    self.engine = engine
    self.control = control
    self.spec = spec
    id = try await engine.api.create(name, spec.body(control: control))
  }

  private func act(_ path: String) async throws { try await engine.api.call("POST", "/containers/\(id)/\(path)") }

  func start() async throws { try await act("start") }
  /// `docker stop`; waits for its end. Without a time the container's own StopTimeout holds.
  func stop(timeout: Int? = nil) async throws { try await act("stop" + (timeout.map { "?t=\($0)" } ?? "")) }
  func kill(_ signal: String? = nil) async throws { try await act("kill" + (signal.map { "?signal=\($0)" } ?? "")) }
  func restart() async throws { try await act("restart") }
  func pause() async throws { try await act("pause") }
  func unpause() async throws { try await act("unpause") }
  func rename(_ name: String) async throws { try await act("rename?name=\(name)") }
  func remove() async throws { try await engine.api.call("DELETE", "/containers/\(id)?force=1") }
  func inspect() async throws -> JSONValue { try await engine.api.inspect(id) }

  /// Tells the program to exit with a code, once it listens.
  func order(exit code: Int) async throws {
    let path = "\(control)/do"
    let descriptor = try await eventually("\(name) listening", read: { open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC) }, until: { $0 >= 0 })
    defer { close(descriptor) }
    try Array("\(code)\n".utf8).withUnsafeBytes {
      guard write(descriptor, $0.baseAddress, $0.count) > 0 else { throw SystemError("write") }
    }
  }

  /// Waits until its program says that it is up: its traps are set by then.
  func whenListening() async throws {
    try await eventually("\(name) listening") { isListening }
  }

  var isListening: Bool { access("\(control)/up", F_OK) == 0 }

  func put(_ file: String) { _ = FileManager.default.createFile(atPath: "\(control)/\(file)", contents: nil) }
  func take(_ file: String) { unlink("\(control)/\(file)") }

  /// Waits until inspect says so.
  @discardableResult
  func when(_ what: String, _ holds: (JSONValue) -> Bool) async throws -> JSONValue {
    try await eventually("\(name): \(what)", read: { try await inspect() }, until: holds)
  }

  func whenRunning() async throws { try await when("running") { $0["State"]["Status"].string == "running" } }
  func whenExited() async throws { try await when("exited") { $0["State"]["Status"].string == "exited" } }
  func whenHealth(_ status: String) async throws { try await when(status) { $0["State"]["Health"]["Status"].string == status } }

  /// Waits until it is in the back-off before that restart, which lasts 100 ms × 2^(count − 1).
  func whenBackingOff(beforeRestart count: Int) async throws {
    try await when("back-off before restart \(count)") {
      $0["State"]["Restarting"].bool == true && $0["State"]["Status"].string == "restarting" && $0["RestartCount"].int == count
    }
  }
}
