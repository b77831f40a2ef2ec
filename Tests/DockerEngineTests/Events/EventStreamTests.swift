import Testing
import Watch

@testable import DockerEngine

@Suite struct EventStreamTests {
  private func line(_ action: String, time: Int = 1) -> String {
    #"{"Type":"container","Action":"\#(action)","Actor":{"ID":"a","Attributes":{}},"time":\#(time)}"# + "\n"
  }

  /// Reads a stream to its end: what came, and the error that ended it, if one did.
  private func readAll(_ answer: FakeAnswer) async throws -> (items: [EventItem], error: EngineError?) {
    try await withFakeEngine {
      $0.call == "/_ping" ? .ping("1.41") : answer
    } _: { client, _ in
      var items: [EventItem] = []
      do throws(EngineError) {
        for try await chunk in try await client.events(since: Timestamp(seconds: 5)) { items += chunk }
        return (items, nil)
      } catch {
        return (items, error)
      }
    }
  }

  private func actions(_ items: [EventItem]) -> [EngineEvent.Action] {
    items.compactMap { if case .event(let event) = $0 { event.action } else { nil } }
  }

  @Test func asksForContainerEventsSinceThen() async throws {
    try await withFakeEngine {
      $0.call == "/_ping" ? .ping("1.41") : .stream([], ending: .clean)
    } _: { client, engine in
      _ = try await client.events(since: Timestamp(nanoseconds: 1_700_000_000_000_000_042))
      #expect(
        engine.requests.last?.path == "/v1.41/events?since=1700000000.000000042&filters="
          + "%7B%22type%22%3A%5B%22container%22%5D%2C%22event%22%3A%5B%22create%22%2C%22start%22%2C%22restart%22%2C%22stop%22%2C%22die%22%2C"
          + "%22kill%22%2C%22oom%22%2C%22pause%22%2C%22unpause%22%2C%22destroy%22%2C%22remove%22%2C%22rename%22%2C%22update%22%2C%22health_status"
          + "%22%5D%7D")
    }
  }

  @Test func eventsOfAStreamThatEndsInGoodOrderAreRead() async throws {
    let pieces = [line("die") + "{\"Type\":", "\"container\",\"Action\":\"start\",\"id\":\"a\",\"time\":2}", "\n" + line("oom")]
    let (items, error) = try await readAll(.stream(pieces.map { Array($0.utf8) }, ending: .clean))
    #expect(actions(items) == [.die, .start, .oom])
    #expect(error == nil)
  }

  @Test func streamThatEndsAtOnceIsNoError() async throws {
    let (items, error) = try await readAll(.stream([], ending: .clean))
    #expect(items.isEmpty && error == nil)
  }

  @Test func streamThatBreaksPassesOnWhatWasWholeAndThenSaysSo() async throws {
    let (items, error) = try await readAll(.stream([Array((line("die") + "{\"Type\"").utf8)], ending: .broken))
    #expect(actions(items) == [.die])
    guard case .malformed = items.last else {
      Issue.record("\(items)")
      return
    }
    guard case .connectionLost = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func streamThatIsResetIsBroken() async throws {
    var answer = FakeAnswer.stream([Array(line("die").utf8)], ending: .broken)
    answer.ending = .reset
    let (_, error) = try await readAll(answer)
    guard case .connectionLost = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func badInputIsCountedAndTheNextEventHandled() async throws {
    let text = "garbage\n\n{\"Type\":\"network\"}\n" + line("start")
    let (items, error) = try await readAll(.stream([Array(text.utf8)], ending: .clean))
    #expect(items.count == 3)
    #expect(actions(items) == [.start])
    #expect(error == nil)
  }

  @Test(arguments: ["text/html; charset=utf-8", "application/json", "text/plain"])
  func aWebPageWithStatus200IsNoEngine(contentType: String) async throws {
    let (items, error) = try await readAll(.stream([Array(" \n<!DOCTYPE html><p>Welcome".utf8)], contentType: contentType, ending: .clean))
    #expect(items.isEmpty)
    #expect(error?.problem == .notAnEngine("a web page"))
  }

  @Test func silentStreamOutlivesTheRequestTimeout() async throws {
    let answer = FakeAnswer.stream([Array(line("die").utf8)], ending: .open)
    try await withFakeEngine(requestTimeout: .seconds(2)) {
      $0.call == "/_ping" ? .ping("1.41") : answer
    } _: { client, _ in
      var chunks = try await client.events(since: Timestamp(seconds: 0)).makeAsyncIterator()
      #expect(actions(try await chunks.next() ?? []) == [.die])
      let reading = Task {
        var iterator = try await client.events(since: Timestamp(seconds: 0)).makeAsyncIterator()
        _ = try await iterator.next()
        return try await iterator.next() == nil
      }
      // Longer than the limit: the stream must still be open, and end only because it is cancelled.
      try await Task.sleep(for: .seconds(3))
      reading.cancel()
      let result = await reading.result
      guard case .failure(let error as EngineError) = result else { return }
      #expect(error.problem == .cancelled)
    }
  }

  @Test func headThatNeverComesIsUnanswered() async throws {
    try await withFakeEngine(requestTimeout: .seconds(2)) {
      $0.call == "/_ping" ? .ping("1.41") : .hang
    } _: { client, _ in
      let error = await #expect(throws: EngineError.self) { try await client.events(since: Timestamp(seconds: 0)) }
      #expect(error?.problem == .unanswered(.seconds(2)))
    }
  }
}
