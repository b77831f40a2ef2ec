// What a process may have comes to an end: a clear line, and a daemon that lives on.

import Foundation
import Glibc
import Testing

@Suite(.needsRoot, .needs("prlimit"))
struct ResourceEnds {
  private static let web = FakeEngine.Container(id: String(repeating: "a1", count: 32), name: "web")

  /// The limit is on the numbers of descriptors: a small one leaves a process what it has, and nothing more.
  private func limitDescriptors(of pid: pid_t, to count: Int) async throws {
    let (exit, output) = try await ChildProcess.run("prlimit", ["--pid", "\(pid)", "--nofile=\(count):"])
    try #require(exit == .code(0), "\(output)")
  }

  @Test func withoutDescriptorsItSaysSoAndLivesOn() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    engine.set(Self.web)
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)")
    try await dogwatch.whenReady()
    try await eventually("a stream") { engine.openStreams > 0 }
    let (pid, address) = (dogwatch.process.pid, try await dogwatch.address())

    try await limitDescriptors(of: pid, to: 8)
    let waiting = try address.connect(limit: 120)
    try sendAll(Array("GET /-/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8), to: waiting)
    try await eventually("a line about descriptors") {
      dogwatch.log.contains("connections cannot be accepted for the moment: Too many open files")
    }
    // What it has it goes on using: the stream is read and the state is written.
    var paused = Self.web
    paused.status = "paused"
    engine.set(paused)
    engine.push(FakeEngine.event("pause", paused))
    engine.endStreams(inOrder: false)
    try await eventually("a line about the engine") { dogwatch.log.lowercased().matches(of: /too many open files/).count > 1 }
    #expect(dogwatch.process.exit == nil)

    try await limitDescriptors(of: pid, to: 1024)
    // Who waited is served.
    let answer = try await blocking {
      var bytes: [UInt8] = []
      while case let some = try receiveSome(from: waiting), !some.isEmpty { bytes += some }
      return bytes
    }
    close(waiting)
    #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200 "))
    try await eventually("a stream again") { engine.openStreams > 0 }
    try await eventually("the pause, told") { try await dogwatch.transitions(of: "web").contains { $0.kind == "paused" } }
    try await dogwatch.stop()
  }

  /// A process inherits what tests beside this one have open just then.
  private static let withoutOthersDescriptors = """
    for number in $(ls /proc/self/fd); do if ((number > 2)); then eval "exec $number>&-"; fi; done 2>/dev/null

    """

  /// No more connections than half of the descriptors there may be.
  @Test func connectionsLeaveDescriptorsForEverythingElse() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    engine.set(Self.web)
    let config = "\(folder.path)/config.json"
    try #"{"engine": {"host": "unix://\#(engine.path)"}, "http": {"listen": "127.0.0.1:0"}}"#
      .write(toFile: config, atomically: true, encoding: .utf8)
    var environment = Dogwatch.environment()
    environment["STATE_DIRECTORY"] = "\(folder.path)/state"
    let process = try ChildProcess(
      "bash", ["-c", Self.withoutOthersDescriptors + "ulimit -n 80; exec '\(Repository.dogwatch)' run --config '\(config)'"],
      environment: environment,
      log: "\(folder.path)/log")
    let port = try await eventually(
      "a port", read: { try process.output.firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)/).flatMap { UInt16($0.1) } }, until: { $0 != nil }
    )
    let address = SocketAddress.port(port!)  // `eventually` returned it as not nil.
    let crowd = try (0..<200).map { _ in try address.connect(limit: 30) }
    defer { for descriptor in crowd { close(descriptor) } }
    try await eventually("an answer beside the crowd") {
      try await HTTPExchange(address: address, target: "/-/ready", limit: 30).send().status == 200
    }
    #expect(try !process.output.contains("Too many open files"))
    process.signal(SIGTERM)
    #expect(try await process.waitForExit() == .code(0))
  }
}
