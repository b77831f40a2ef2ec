// `test-webhook`'s core.

import JSON
import Testing
import Watch

@testable import Webhooks

@Suite struct TestDeliveryTests {
  private func send(_ settings: ReceiverSettings) async throws -> TestDelivery.Answer {
    try await TestDelivery(settings, host: "box", context: ReceiverContext(), time: hostClocks().time).send(
      version: "1.2.3", now: hostClocks)
  }

  @Test(arguments: GoldenBodiesTests.formats) func testAlertGoesTheRealPathInEveryFormat(format: String) async throws {
    let receiver = try await FakeReceiver { _ in .status(200, body: "thank\nyou") }
    let answer = try await send(.test(receiver.url(), format: try GoldenBodiesTests.format(format)))
    #expect(answer.isAccepted && answer.status == 200 && answer.excerpt == "thank you" && answer.problem == nil && answer.nanoseconds > 0)
    #expect(receiver.requests.count == 1)
    #expect(receiver.requests[0].text.contains("Test from Dogwatch on box: nothing is wrong"))
    #expect(receiver.requests[0].headers["webhook-id"]?.hasPrefix("test-") == true)
    await receiver.stop()
  }

  @Test func refusalComesWithTheReceiversWords() async throws {
    let receiver = try await FakeReceiver { _ in .status(403, body: "invalid_token") }
    let answer = try await send(.test(receiver.url()))
    #expect(!answer.isAccepted && answer.status == 403 && answer.excerpt == "invalid_token")
    #expect(answer.problem == "http://127.0.0.1:\(receiver.port) answered 403: invalid_token")
    await receiver.stop()
  }

  @Test func noAnswerIsASentence() async throws {
    let port = try SilentPort()
    let answer = try await send(.test("http://127.0.0.1:\(port.number)/secret"))
    #expect(!answer.isAccepted && answer.status == nil && answer.problem == "connection refused by http://127.0.0.1:\(port.number)")
  }
}
