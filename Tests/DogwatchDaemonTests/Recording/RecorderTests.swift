import Glibc
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Testing
import Watch

@testable import DogwatchDaemon

@Suite struct RecorderTests {
  private let header = RecordingHeader(time: Timestamp(seconds: 1), settings: FleetSettings())

  private func observation(_ number: Int, message: String = "nobody is there") -> Observation {
    Observation(
      arrival: Arrival(time: Timestamp(seconds: 1), uptime: Uptime(nanoseconds: Int64(number))),
      content: .unreachable(EngineUnreachable(message: message)))
  }

  /// A recorder as the daemon runs it, for as long as the body runs; returns why it stopped early, if it did.
  private func recording(
    to target: RecordingOutput, capacity: Int = Inbox.defaultCapacity, _ body: (Recorder, any EventLoop) async throws -> Void
  ) async throws -> [RecordingError] {
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = threads.next()
    let told = Failures()
    let recorder = Recorder(target, loop: loop, capacity: capacity) { told.add($0) }
    recorder.begin(header)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [recorder], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    async let run: Void = group.run()
    try await body(recorder, loop)
    await group.triggerGracefulShutdown()
    try await run
    try await threads.shutdownGracefully()
    return told.all
  }

  /// What the recorder told.
  private final class Failures: Sendable {
    private let list = Mutex<[RecordingError]>([])

    func add(_ failure: RecordingError) { list.withLock { $0.append(failure) } }
    var all: [RecordingError] { list.withLock { $0 } }
  }

  @Test func everythingIsThereInOrderWhenTheDaemonHasEnded() async throws {
    let file = try RecordingFile()
    let failures = try await recording(to: RecordingOutput(creating: file.path)) { recorder, _ in
      for number in 0..<500 { recorder.record([observation(number * 2), observation(number * 2 + 1)]) }
    }
    #expect(failures.isEmpty)
    #expect(file.lines.count == 1001)
    for (number, line) in file.lines.dropFirst().enumerated() { #expect(line.contains("\"uptime\":\(number),")) }
  }

  @Test func onlyItsOwnerMayReadIt() async throws {
    let file = try RecordingFile("what was there before\n")
    chmod(file.path, 0o644)
    _ = try await recording(to: RecordingOutput(creating: file.path)) { _, _ in }
    #expect(file.mode == 0o600)
    #expect(file.lines.count == 1 && file.text.hasPrefix(#"{"dogwatch":"recording","version":1,"#))
  }

  @Test func whatCannotBeCreatedIsOneSentence() {
    let error = #expect(throws: RecordingError.self) { try RecordingOutput(creating: "/nonexistent/recording") }
    #expect(error?.description == "cannot record to /nonexistent/recording: No such file or directory")
  }

  /// A hole in a recording would make a replay lie.
  @Test func whatCannotKeepUpEndsWithoutAHole() async throws {
    let file = try RecordingFile()
    let gate = Gate()
    let failures = try await recording(to: RecordingOutput(creating: file.path), capacity: 10_000) { recorder, loop in
      // The disk hangs.
      loop.execute { gate.wait() }
      for number in 0..<1000 { recorder.record([observation(number)]) }
      gate.open()
      try await eventually("the lines that were taken") { file.lines.count > 1 }
      recorder.record([observation(5000)])
    }
    #expect(failures == [.cannotKeepUp(file.path)])
    let uptimes = file.lines.dropFirst().map { $0.firstMatch(of: #/"uptime":([0-9]+)/#).flatMap { Int($0.1) } }
    #expect(!uptimes.isEmpty && uptimes.count < 1000)
    #expect(uptimes == (0..<uptimes.count).map { $0 })
  }

  @Test func fullDiskIsToldOnce() async throws {
    let failures = try await recording(to: RecordingOutput(creating: "/dev/full")) { recorder, loop in
      recorder.record([observation(1)])
      try await loop.submit {}.get()
      recorder.record([observation(2)])
    }
    #expect(failures.map(\.description) == ["recording to /dev/full stopped: No space left on device"])
  }
}

/// Holds up a thread until it is opened.
private final class Gate: Sendable {
  private let isOpen = Atomic(false)

  func open() { isOpen.store(true, ordering: .releasing) }
  func wait() { while !isOpen.load(ordering: .acquiring) { usleep(1000) } }
}
