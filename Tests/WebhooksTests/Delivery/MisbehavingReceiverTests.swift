// Receivers that misbehave, each with another group and another receiver beside it.

import Testing
import Watch

@testable import Webhooks

@Suite struct MisbehavingReceiverTests {
  /// How one request is answered, and what the courier must make of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: FakeAnswer
    var code: AttemptCode
    var outcome: Expected
    var words: String?
    var isHanging = false
  }

  enum Expected: Sendable, Hashable { case delivered, rejected, retried }

  static let cases: [Case] = [
    Case(
      testDescription: "never answers", answer: .hang, code: .timeout, outcome: .retried, words: "did not answer within 2 s",
      isHanging: true),
    Case(
      testDescription: "one byte a second", answer: .drip, code: .timeout, outcome: .retried, words: "did not answer within",
      isHanging: true),
    Case(testDescription: "one byte a second after the head", answer: .dripBody, code: .success, outcome: .delivered, isHanging: true),
    Case(testDescription: "closes in the head", answer: .halfHead, code: .error, outcome: .retried, words: "closed the connection"),
    Case(testDescription: "closes in the body", answer: .halfBody, code: .success, outcome: .delivered),
    Case(testDescription: "endless body", answer: .endless, code: .success, outcome: .delivered),
    Case(
      testDescription: "no HTTP", answer: FakeAnswer(pieces: [Array("SSH-2.0-x\r\n".utf8)], ending: .close), code: .error, outcome: .retried
    ),
    // AsyncHTTPClient takes a status below 100 for an informational one, and traps at its body.
    Case(
      testDescription: "a status that is none",
      answer: FakeAnswer(pieces: [Array("HTTP/1.1 7 x\r\nContent-Length: 4\r\n\r\nbody".utf8)], ending: .close), code: .error,
      outcome: .retried, words: "answers, but not with HTTP"),
    Case(
      testDescription: "301", answer: .status(301, headers: ["Location: http://127.0.0.1:1/"]), code: .redirection, outcome: .retried,
      words: "answered 301 (redirects are not followed"),
    Case(
      testDescription: "400", answer: .status(400, body: "no_text"), code: .clientError, outcome: .rejected, words: "answered 400: no_text"),
    Case(testDescription: "401", answer: .status(401), code: .clientError, outcome: .rejected),
    Case(testDescription: "404", answer: .status(404), code: .clientError, outcome: .retried, words: "answered 404"),
    Case(testDescription: "410", answer: .status(410), code: .clientError, outcome: .rejected),
    Case(testDescription: "413", answer: .status(413), code: .clientError, outcome: .rejected),
    Case(testDescription: "429", answer: .status(429, headers: ["Retry-After: 600"]), code: .clientError, outcome: .retried),
    Case(testDescription: "500", answer: .status(500), code: .serverError, outcome: .retried),
    Case(testDescription: "503", answer: .status(503), code: .serverError, outcome: .retried),
  ]

  @Test(arguments: cases) func itsOtherGroupsAndOtherReceiversGetTheirs(_ example: Case) async throws {
    let answer = example.answer
    let bad = try await FakeReceiver { $0.text.contains("bad") ? answer : .ok }
    let good = try await FakeReceiver()
    let settings = try ReceiverSettings.test(bad.url(), timeout: .seconds(example.isHanging ? 2 : 30))
    try await withCourier(settings) { courier, results in
      try await withCourier(try .test(good.url())) { other, otherResults in
        courier.offer([.test(1, [#"{"bad":1}"#]), .test(2), .test(3)])
        other.offer([.test(4)])
        try await eventually("others are delivered") { results.isDelivered(2) && results.isDelivered(3) && otherResults.isDelivered(4) }
        if example.isHanging { #expect(results.of(1).isEmpty, "they did not wait for the one that hangs") }
        try await eventually("an attempt has ended") { !results.of(1).isEmpty }
        try check(try #require(results.of(1).first), example)
      }
    }
    #expect(bad.bytesSent < 16 << 20, "an endless body is not read to no end")
    try await eventually("no connection is left") { bad.openConnections == 0 && good.openConnections == 0 }
    await bad.stop()
    await good.stop()
  }

  private func check(_ result: AttemptResult, _ example: Case) throws {
    #expect(result.requests.map(\.code) == [example.code])
    switch (result.outcome, example.outcome) {
    case (.delivered, .delivered): #expect(result.problem == nil)
    case (.rejected, .rejected), (.retry, .retried): #expect(result.problem?.isEmpty == false)
    default: Issue.record("\(result.outcome) instead of \(example.outcome)")
    }
    if let words = example.words { #expect(result.problem?.contains(words) == true, "\(result.problem ?? "-")") }
  }

  @Test func refusedConnectionIsToldAtOnceAndTriedAgain() async throws {
    let port = try SilentPort()
    try await withCourier(try .test("http://127.0.0.1:\(port.number)/secret")) { courier, results in
      courier.offer([.test(1)])
      try await eventually("two attempts") { results.of(1).count >= 2 }
      let first = results.of(1)[0]
      #expect(first.problem == "connection refused by http://127.0.0.1:\(port.number)")
      #expect(first.requests.map(\.code) == [.error] && first.attempts.failures == 1)
    }
  }

  @Test func nameThatDoesNotResolveIsNamed() async throws {
    try await withCourier(try .test("http://no-such-host.invalid/secret", timeout: .seconds(60))) { courier, results in
      courier.offer([.test(1)])
      try await eventually("an attempt has ended") { !results.of(1).isEmpty }
      #expect(results.of(1)[0].requests.map(\.code).first.map { [.error, .timeout].contains($0) } == true)
      let problem = results.of(1)[0].problem ?? ""
      #expect(problem.contains("http://no-such-host.invalid") && !problem.contains("secret"), "\(problem)")
    }
  }

  @Test func noErrorShowsMoreOfTheURLThanItsOrigin() async throws {
    let answers: [FakeAnswer] = [
      .status(400, body: "unknown /services/T0/hunter2?key=s3cr3t99 user:pa55word"), .halfHead, .status(302), .hang,
    ]
    for answer in answers {
      let receiver = try await FakeReceiver { _ in answer }
      let settings = try ReceiverSettings.test(
        receiver.url("/services/T0/hunter2?key=s3cr3t99", user: "user:pa55word@"), timeout: .seconds(1))
      try await withCourier(settings) { courier, results in
        courier.offer([.test(1)])
        try await eventually("an attempt has ended") { !results.of(1).isEmpty }
        let problem = try #require(results.of(1)[0].problem)
        for secret in ["hunter2", "s3cr3t99", "pa55word"] { #expect(!problem.contains(secret), "\(problem)") }
      }
      #expect(receiver.requests.first?.target == "/services/T0/hunter2?key=s3cr3t99")
      #expect(receiver.requests.first?.headers["authorization"] == "Basic dXNlcjpwYTU1d29yZA==")
      await receiver.stop()
    }
  }
}
