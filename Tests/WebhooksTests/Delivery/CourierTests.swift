// The courier's own promises.

import Synchronization
import Testing
import Watch

@testable import Webhooks

@Suite struct CourierTests {
  @Test func deliveryIsSentOnceWithItsHeaders() async throws {
    let receiver = try await FakeReceiver()
    var settings = try ReceiverSettings.test(receiver.url("/hook?a=b"))
    settings.headers = [
      ReceiverHeader(name: "X-Team", value: SecretText("night")), ReceiverHeader(name: "webhook-id", value: SecretText("mine")),
    ]
    try await withCourier(settings) { courier, results in
      courier.offer([.test(1)])
      courier.offer([.test(1)])
      try await eventually("it is delivered") { results.isDelivered(1) }
      courier.offer([.test(1), .test(2)])
      try await eventually("the next is delivered") { results.isDelivered(2) }
      #expect(results.of(1).count == 1)
    }
    #expect(receiver.requests.count == 2 && receiver.connections == 1, "the connection is kept")
    let request = try #require(receiver.requests.first)
    #expect(request.method == "POST" && request.target == "/hook?a=b" && request.text == "{\"a\":1}")
    #expect(request.headers["user-agent"] == "dogwatch/1.2.3" && request.headers["content-type"] == "application/json")
    #expect(request.headers["x-team"] == "night" && request.headers["webhook-id"] == "msg_1")
    #expect(request.headers["dogwatch-delayed"] == nil && request.headers["webhook-signature"] == nil)
    await receiver.stop()
  }

  @Test func failedDeliveryIsRepeatedWithTheSameIDAndBody() async throws {
    let count = Atomic(0)
    let receiver = try await FakeReceiver { _ in count.add(1, ordering: .relaxed).newValue < 3 ? .status(503) : .ok }
    try await withCourier(try .test(receiver.url())) { courier, results in
      courier.offer([.test(1)])
      try await eventually("it is delivered") { results.isDelivered(1) }
      #expect(results.of(1).map(\.attempts.failures) == [1, 2, 0])
      #expect(results.of(1).map { $0.requests.map(\.code.rawValue) } == [["5xx"], ["5xx"], ["2xx"]])
    }
    #expect(Set(receiver.requests.map(\.text)) == ["{\"a\":1}"] && Set(receiver.requests.map { $0.headers["webhook-id"] }) == ["msg_1"])
    await receiver.stop()
  }

  @Test func lateDeliverySaysSo() async throws {
    let receiver = try await FakeReceiver()
    try await withCourier(try .test(receiver.url())) { courier, results in
      courier.offer([.test(1, createdAt: hostClocks().time.advanced(by: -3_600_000_000_000))])
      try await eventually("it is delivered") { results.isDelivered(1) }
    }
    let delay = try #require(receiver.requests.first?.headers["dogwatch-delayed"].flatMap { Int($0) })
    #expect((3600...3700).contains(delay))
    await receiver.stop()
  }

  /// Between two attempts: what was late stays as late as it was, and what was not is not late by that.
  @Test(arguments: [3_600_000_000_000, -86_400_000_000_000] as [Int64]) func clockThatIsSetChangesNoDelay(_ jump: Int64) async throws {
    let shift = Mutex<Int64>(0)
    let clocks: @Sendable () -> Arrival = {
      let real = hostClocks()
      return Arrival(time: real.time.advanced(by: shift.withLock { $0 }), uptime: real.uptime)
    }
    let receiver = try await FakeReceiver { _ in shift.withLock { $0 } == 0 ? .status(503) : .ok }
    try await withCourier(try .test(receiver.url()), now: clocks) { courier, results in
      courier.offer([.test(1), .test(2, createdAt: hostClocks().time.advanced(by: -7_200_000_000_000))])
      try await eventually("an attempt of each has ended") { !results.of(1).isEmpty && !results.of(2).isEmpty }
      shift.withLock { $0 = jump }
      try await eventually("both are delivered") { results.isDelivered(1) && results.isDelivered(2) }
    }
    let delays = Dictionary(grouping: receiver.requests, by: { $0.headers["webhook-id"] ?? "" })
      .mapValues { $0.compactMap { $0.headers["dogwatch-delayed"].flatMap { Int($0) } } }
    #expect(delays["msg_1"] == [])
    #expect(try #require(delays["msg_2"]).allSatisfy { (7200...7300).contains($0) })
    await receiver.stop()
  }

  @Test func failuresBeforeARestartCount() async throws {
    let receiver = try await FakeReceiver { _ in .status(500) }
    try await withCourier(try .test(receiver.url())) { courier, results in
      let before = hostClocks().time
      courier.offer([.test(1, attempts: DeliveryAttempts(failures: 8))])
      try await eventually("an attempt has ended") { !results.of(1).isEmpty }
      let result = results.of(1)[0]
      #expect(result.attempts.failures == 9)
      let at = try #require(result.nextAttempt)
      #expect(at.since(before) >= 256_000_000_000)
    }
    await receiver.stop()
  }

  @Test(arguments: ["40", "Fri, 02 Jan 2026 03:04:45 GMT"]) func retryAfterIsKept(value: String) async throws {
    let receiver = try await FakeReceiver { _ in
      .status(429, headers: ["Retry-After: \(value)", "Date: Fri, 02 Jan 2026 03:04:05 GMT"])
    }
    try await withCourier(try .test(receiver.url())) { courier, results in
      let before = hostClocks().time
      courier.offer([.test(1)])
      try await eventually("an attempt has ended") { !results.of(1).isEmpty }
      let at = try #require(results.of(1)[0].nextAttempt)
      #expect(at.since(before) >= 40_000_000_000)
    }
    await receiver.stop()
  }

  @Test func noNumberOfHangingGroupsHoldsUpAnother() async throws {
    let receiver = try await FakeReceiver { $0.text.contains("bad") ? .hang : .ok }
    try await withCourier(try .test(receiver.url(), timeout: .seconds(600))) { courier, results in
      courier.offer((1...40).map { .test($0, [#"{"bad":1}"#]) } + [.test(41)])
      try await eventually("the one is delivered") { results.isDelivered(41) }
      #expect((1...40).allSatisfy { results.of($0).isEmpty }, "it waited for none of them")
    }
    await receiver.stop()
  }

  @Test func withMoreThatHangThanConnectionsTheyGiveWay() async throws {
    let receiver = try await FakeReceiver { $0.text.contains("bad") ? .hang : .ok }
    try await withCourier(try .test(receiver.url(), timeout: .seconds(4))) { courier, results in
      courier.offer((1...150).map { .test($0, [#"{"bad":1}"#]) } + [.test(151)])
      try await eventually("the one is delivered") { results.isDelivered(151) }
      let early = (1...150).compactMap { results.of($0).first }.filter { $0.problem?.contains("the place was needed for others") == true }
      #expect(!early.isEmpty && early.allSatisfy { $0.requests.map(\.code) == [.timeout] && $0.attempts.failures == 1 })
      #expect(early.allSatisfy { $0.requests[0].seconds >= 1 })
      // They are not forgotten.
      try await eventually("one that gave way is tried again") { early.contains { results.of($0.number).count > 1 } }
    }
    // It may see the next connection before the end of one that gave way.
    #expect(receiver.mostOpenConnections <= DeliveryLimits().attempts + DeliveryLimits().beginners)
    await receiver.stop()
  }

  @Test func withdrawnDeliveryIsNotTriedAgain() async throws {
    let receiver = try await FakeReceiver { _ in .status(500) }
    try await withCourier(try .test(receiver.url())) { courier, results in
      courier.offer([.test(1)])
      try await eventually("an attempt has ended") { !results.of(1).isEmpty }
      courier.withdraw([1])
      courier.offer([.test(2)])
      try await eventually("another fails three times") { results.of(2).count == 3 }
      #expect(results.of(1).count == 1)
    }
    await receiver.stop()
  }

  @Test func pagerDutyGetsAnEventForEachAlertAndTheKeyOnlyWhenSent() async throws {
    let failures = Atomic(1)
    let receiver = try await FakeReceiver { request in
      guard request.text.contains("web-2"), failures.subtract(1, ordering: .relaxed).oldValue > 0 else { return .status(202) }
      return .status(500)
    }
    var settings = try ReceiverSettings.test(receiver.url(), format: .pagerduty)
    settings.routingKey = SecretText("R0UT1NGKEY")
    let alerts = (1...3).map { Sample.alert(.containerExited, "web-\($0)") }
    let bodies = ReceiverFormat.pagerduty.bodies(for: Sample.notification(alerts), in: ReceiverContext())
    #expect(bodies.count == 3 && bodies.allSatisfy { !String(decoding: $0.bytes, as: UTF8.self).contains("R0UT1NGKEY") })
    try await withCourier(settings) { courier, results in
      courier.offer([Delivery(number: 1, id: "msg_1", createdAt: hostClocks().time, bodies: bodies)])
      try await eventually("it is delivered") { results.isDelivered(1) }
      #expect(results.of(1).map { $0.requests.count } == [2, 2], "what was accepted is not sent again")
      #expect(results.of(1)[0].attempts == DeliveryAttempts(finishedBodies: 1, failures: 1))
    }
    #expect(receiver.requests.map { $0.headers["webhook-id"] } == ["msg_1-1", "msg_1-2", "msg_1-2", "msg_1-3"])
    for request in receiver.requests { #expect(try JSONTree(request.body)["routing_key"].string == "R0UT1NGKEY") }
    await receiver.stop()
  }

  @Test func ntfyGetsItsTopicAtTheRoot() async throws {
    let receiver = try await FakeReceiver()
    let body = ReceiverFormat.ntfy.bodies(for: Sample.one, in: ReceiverContext())[0]
    #expect(!String(decoding: body.bytes, as: UTF8.self).contains("night-shift"))
    try await withCourier(try .test(receiver.url("/night-shift?auth=abc"), format: .ntfy)) { courier, results in
      courier.offer([Delivery(number: 1, id: "msg_1", createdAt: hostClocks().time, bodies: [body])])
      try await eventually("it is delivered") { results.isDelivered(1) }
    }
    let request = try #require(receiver.requests.first)
    #expect(request.target == "/?auth=abc")
    #expect(try JSONTree(request.body)["topic"].string == "night-shift")
    await receiver.stop()
  }

  @Test func cancelledCourierReportsNothingOfWhatIsUnderway() async throws {
    let receiver = try await FakeReceiver { _ in .hang }
    let results = Results()
    let courier = try Courier(try .test(receiver.url(), timeout: .seconds(600)), version: "1", now: hostClocks) { results.append($0) }
    courier.offer([.test(1)])
    let running = Task { await courier.run() }
    try await eventually("it is underway") { receiver.requests.count == 1 }
    running.cancel()
    await running.value
    #expect(results.of(1).isEmpty)
    await receiver.stop()
  }
}
