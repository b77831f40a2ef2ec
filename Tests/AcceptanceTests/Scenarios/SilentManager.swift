// A service manager that listens, but does not read what it is told: the kernel then makes every sender wait.

import Foundation
import Glibc
import Testing

@Suite struct SilentManager {
  private static let web = FakeEngine.Container(id: String(repeating: "a1", count: 32), name: "web")

  /// A socket so full that the next notification waits.
  private final class FullSocket: Sendable {
    let path: String
    private let descriptor: Int32
    static let filling = "X_FILLING=1"

    init(_ path: String) throws {
      self.path = path
      descriptor = try Self.socket()
      try SocketAddress.unix(path).bind(descriptor)
      // A sender's own buffer may be full before the receiver's queue is: then another begins where it had to stop.
      var sent = 0
      repeat {
        let sender = try Self.socket()
        defer { close(sender) }
        try SocketAddress.unix(path).connect(sender)
        sent = 0
        while send(sender, Self.filling, Self.filling.utf8.count, 0) >= 0 { sent += 1 }
        guard errno == EAGAIN else { throw SystemError("send") }
      } while sent > 0
    }

    private static func socket() throws -> Int32 {
      let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
      let descriptor = Glibc.socket(AF_UNIX, Int32(kind), 0)
      guard descriptor >= 0 else { throw SystemError("socket") }
      return descriptor
    }

    deinit { close(descriptor) }

    /// The next that was told, the filling left out; nil when nothing more is there.
    func next() -> String? {
      var bytes = [UInt8](repeating: 0, count: 65536)
      while true {
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { return nil }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        if text != Self.filling { return text }
      }
    }
  }

  @Test func managerThatDoesNotReadHoldsUpNeitherTheWatchNorTheEnd() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    engine.set(Self.web)
    let manager = try FullSocket("\(folder.path)/notify")
    let dogwatch = try Dogwatch(
      host: "unix://\(engine.path)", environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "1000000"])
    try await dogwatch.whenReady()
    try await eventually("a ping that waits") { try await dogwatch.scrape()["dogwatch_watchdog_pings_total"] ?? 0 > 0 }
    var paused = Self.web
    paused.status = "paused"
    engine.set(paused)
    engine.push(FakeEngine.event("pause", paused))
    try await eventually("the pause, told") { try await dogwatch.transitions(of: "web").contains { $0.kind == "paused" } }
    #expect(try await dogwatch.get("/-/healthy").status == 200)
    try await dogwatch.stop()
  }

  @Test func whatWasNotReadIsHeardWhenItIs() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    engine.set(Self.web)
    let manager = try FullSocket("\(folder.path)/notify")
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)", environment: ["NOTIFY_SOCKET": manager.path])
    try await dogwatch.whenReady()
    var heard: [String] = []
    try await eventually("READY and the status") {
      while let text = manager.next() { heard.append(text) }
      return heard.contains { $0.hasPrefix("READY=1\n") } && heard.last?.hasSuffix("STATUS=watching 1 container") == true
    }
    try await dogwatch.stop()
    while let text = manager.next() { heard.append(text) }
    #expect(heard.last == "STOPPING=1\nSTATUS=ending")
  }

  @Test func startThatFailsEndsWithoutBeingHeard() async throws {
    let folder = try TemporaryFolder()
    let manager = try FullSocket("\(folder.path)/notify")
    let config = "\(folder.path)/config.json"
    try #"{"engine": {"hots": "unix:///run/docker.sock"}}"#.write(toFile: config, atomically: true, encoding: .utf8)
    let process = try ChildProcess(
      Repository.dogwatch, ["run", "--config", config], environment: Dogwatch.environment(adding: ["NOTIFY_SOCKET": manager.path]),
      log: "\(folder.path)/log")
    #expect(try await process.waitForExit() == .code(78))
  }
}
