// Lets only so many through at a time.

import Testing

/// A counting semaphore for tasks.
actor Turnstile {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(width: Int) {
    free = width
  }

  private func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  private func leave() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }

  func pass<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
    await enter()
    do {
      let value = try await work()
      leave()
      return value
    } catch {
      leave()
      throw error
    }
  }
}

/// Limits how many tests of the suites that carry it run at once: the machine has few cores, and a busy engine answers late.
struct Throttled: SuiteTrait, TestTrait, TestScoping {
  let turnstile: Turnstile
  var isRecursive: Bool { true }

  func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
    try await turnstile.pass(function)
  }
}

extension Trait where Self == Throttled {
  /// Scenarios on the shared engine: most of their time is waiting.
  static var scenarioLane: Self { Throttled(turnstile: scenarioTurnstile) }
  /// Tests with an engine of their own.
  static var engineLane: Self { Throttled(turnstile: engineTurnstile) }
}

private let scenarioTurnstile = Turnstile(width: 6)
private let engineTurnstile = Turnstile(width: 2)
