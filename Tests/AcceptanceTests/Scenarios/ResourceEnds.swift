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

  /// One that watches `web` on an engine of the test's own.
  private func onWatch(_ body: (Dogwatch, FakeEngine, SocketAddress) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    engine.set(Self.web)
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)")
    try await dogwatch.whenReady()
    try await body(dogwatch, engine, try await dogwatch.address())
    try await dogwatch.stop()
  }

  @Test func withoutDescriptorsItSaysSoAndLivesOn() async throws {
    try await onWatch { dogwatch, engine, address in
      try await eventually("a stream") { engine.openStreams > 0 }
      let pid = dogwatch.process.pid

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
    }
  }

  /// Once a second libdispatch opens a file to look at the threads that run the tasks, if work waits for them, and ends a process that cannot.
  @Test func fullOfWorkWithoutDescriptorsItLivesOn() async throws {
    try await onWatch { dogwatch, _, address in
      let pid = dogwatch.process.pid
      // More that ask at once than there are threads, all accepted while that was possible.
      let asking = try (0..<32).map { _ in try Asking(address) }
      for one in asking { try await blocking { try one.ask() } }
      try await limitDescriptors(of: pid, to: 8)

      let end = ContinuousClock.now + .seconds(8)
      let asked = try await withThrowingTaskGroup(of: Int.self) { group in
        for one in asking {
          group.addTask {
            try await blocking {
              var count = 0
              while ContinuousClock.now < end {
                try one.ask()
                count += 1
              }
              return count
            }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(asked > 100)
      #expect(dogwatch.process.exit == nil)
    }
  }

  /// A client that asks again and again on one connection.
  private final class Asking: Sendable {
    private let descriptor: Int32

    init(_ address: SocketAddress) throws { descriptor = try address.connect(limit: 60) }
    deinit { close(descriptor) }

    func ask() throws {
      try sendAll(Array("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n".utf8), to: descriptor)
      guard String(decoding: try receiveSome(from: descriptor), as: UTF8.self).hasPrefix("HTTP/1.1 200 ") else {
        throw HTTPExchange.Malformed(what: "no 200")
      }
    }
  }

  /// Where descriptors end before places do, whoever is silent gives theirs back, long before being idle for too long (a minute).
  @Test func silentConnectionsKeepNobodyOutWithoutDescriptors() async throws {
    try await onWatch { dogwatch, _, address in
      let pid = dogwatch.process.pid
      let highest = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").compactMap { Int($0) }.max()
      try await limitDescriptors(of: pid, to: try #require(highest) + 8)

      let crowd = try (0..<32).map { _ in try address.connect(limit: 30) }
      defer { for descriptor in crowd { close(descriptor) } }
      let began = ContinuousClock.now
      try await eventually("an answer beside the crowd") {
        try await HTTPExchange(address: address, target: "/-/ready", limit: 120).send().status == 200
      }
      #expect(ContinuousClock.now - began < .seconds(55))
      #expect(dogwatch.log.contains("connections cannot be accepted for the moment: Too many open files"))
    }
  }

  /// No more connections than half of the descriptors there may be.
  @Test func connectionsLeaveDescriptorsForEverythingElse() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    engine.set(Self.web)
    let process = try limited(to: 80, engine, in: folder)
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

  /// Each number at which another part of the start would find none.
  @Test(arguments: [4, 5, 8, 9, 11, 14, 17, 20, 23, 26, 29, 40])
  func withTooFewDescriptorsToBeginWithItSaysSo(_ count: Int) async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    let process = try limited(to: count, engine, in: folder)
    #expect(try await process.waitForExit() == .code(1))
    #expect(
      try process.output == "48 file descriptors are needed to begin with: Too many open files (LimitNOFILE= of the unit, ulimit -n)\n")
  }

  /// From the main thread alone on.
  @Test(arguments: [1, 2, 4, 9]) func withTooFewThreadsToBeginWithItSaysSo(_ count: Int) async throws {
    let folder = try TemporaryFolder()
    let group = try ControlGroup(.pids, limit: count)
    let process = try ChildProcess(
      "bash", ["-c", "echo $$ >'\(group.path)/cgroup.procs' && exec '\(Repository.dogwatch)' run"],
      environment: Dogwatch.environment(adding: ["STATE_DIRECTORY": "\(folder.path)/state"]), log: "\(folder.path)/log")
    #expect(try await process.waitForExit() == .code(1))
    #expect(
      try process.output
        == "13 threads are needed to begin with: Resource temporarily unavailable (TasksMax= and LimitNPROC= of the unit, ulimit -u)\n")
    withExtendedLifetime(group) {}
  }

  /// `dogwatch run` that may have no more descriptors than that, whatever it does.
  private func limited(to count: Int, _ engine: FakeEngine, in folder: TemporaryFolder) throws -> ChildProcess {
    let config = "\(folder.path)/config.json"
    try #"{"engine": {"host": "unix://\#(engine.path)"}, "http": {"listen": "127.0.0.1:0"}}"#
      .write(toFile: config, atomically: true, encoding: .utf8)
    var environment = Dogwatch.environment()
    environment["STATE_DIRECTORY"] = "\(folder.path)/state"
    return try ChildProcess(
      "prlimit", ["--nofile=\(count)", Repository.dogwatch, "run", "--config", config], environment: environment, log: "\(folder.path)/log")
  }
}
