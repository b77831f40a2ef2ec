// The dead man's switch.

import Synchronization
import Testing

@testable import Webhooks

@Suite struct HeartbeatTests {
  @Test func itBeatsOnlyWhileAllIsWell() async throws {
    let receiver = try await FakeReceiver { request in request.target.contains("ok") ? .ok : .status(500) }
    let isHealthy = Atomic(false)
    let asked = Atomic(0)
    let heard = Mutex<[String?]>([])
    let heartbeat = try Heartbeat(
      url: try ReceiverURL(parsing: receiver.url("/ok?key=secret")), interval: .milliseconds(10), version: "1.2.3", now: hostClocks,
      isHealthy: {
        asked.add(1, ordering: .relaxed)
        return isHealthy.load(ordering: .relaxed)
      }, report: { problem in heard.withLock { $0.append(problem) } })
    let running = Task { await heartbeat.run() }
    try await eventually("it has looked") { asked.load(ordering: .relaxed) >= 3 }
    #expect(receiver.requests.isEmpty)
    isHealthy.store(true, ordering: .relaxed)
    try await eventually("it beats") { receiver.requests.count >= 3 }
    isHealthy.store(false, ordering: .relaxed)
    running.cancel()
    await running.value
    #expect(
      receiver.requests.allSatisfy { $0.method == "GET" && $0.target == "/ok?key=secret" && $0.headers["user-agent"] == "dogwatch/1.2.3" })
    #expect(heard.withLock { $0.first } == .some(nil))
    await receiver.stop()
  }

  @Test func failedBeatIsToldWithoutTheSecret() async throws {
    let receiver = try await FakeReceiver { _ in .status(500) }
    let heard = Mutex<[String?]>([])
    let heartbeat = try Heartbeat(
      url: try ReceiverURL(parsing: receiver.url("/secret")), interval: .milliseconds(10), version: "1", now: hostClocks,
      isHealthy: { true }, report: { problem in heard.withLock { $0.append(problem) } })
    let running = Task { await heartbeat.run() }
    try await eventually("it has beaten twice") { heard.withLock { $0.count } >= 2 }
    running.cancel()
    await running.value
    #expect(heard.withLock { $0[0] } == "http://127.0.0.1:\(receiver.port) answered 500")
    await receiver.stop()
  }
}
