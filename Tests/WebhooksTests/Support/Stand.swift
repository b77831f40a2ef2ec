// A courier at work, and what it has reported.

import Glibc
import Synchronization
import Testing
import Watch

@testable import Webhooks

/// The clocks of this machine.
@Sendable func hostClocks() -> Arrival {
  func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
  return Arrival(time: Timestamp(nanoseconds: read(CLOCK_REALTIME)), uptime: Uptime(nanoseconds: read(CLOCK_BOOTTIME)))
}

/// Results in the order of their arrival.
final class Results: Sendable {
  private let list = Mutex<[AttemptResult]>([])

  func append(_ result: AttemptResult) { list.withLock { $0.append(result) } }
  func of(_ number: Int64) -> [AttemptResult] { list.withLock { $0.filter { $0.number == number } } }
  func isDelivered(_ number: Int64) -> Bool { of(number).contains { $0.outcome == .delivered } }
}

/// Runs a courier for as long as the body takes. The whole back-off is waited: no jitter.
func withCourier(
  _ settings: ReceiverSettings, proxies: ProxyRules = .none, now: @escaping @Sendable () -> Arrival = hostClocks,
  _ body: (Courier, Results) async throws -> Void
) async throws {
  let results = Results()
  let report: @Sendable (AttemptResult) async -> Void = { results.append($0) }
  let courier = try Courier(settings, version: "1.2.3", proxies: proxies, now: now, random: { 0 }, report: report)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { await courier.run() }
    try await body(courier, results)
    group.cancelAll()
  }
}

extension ReceiverSettings {
  static func test(
    _ url: String, format: ReceiverFormat = .alertmanager, timeout: Duration = .seconds(30), authorities: String? = nil
  ) throws -> ReceiverSettings {
    ReceiverSettings(name: "team", format: format, url: try ReceiverURL(parsing: url), authorities: authorities, timeout: timeout)
  }
}

extension Delivery {
  static func test(
    _ number: Int64, _ bodies: [String] = ["{\"a\":1}"], createdAt: Timestamp = hostClocks().time, attempts: DeliveryAttempts = .init()
  ) -> Delivery {
    Delivery(
      number: number, id: "msg_\(number)", createdAt: createdAt, bodies: bodies.map { RequestBody(bytes: Array($0.utf8)) },
      attempts: attempts)
  }
}

extension AttemptResult {
  var nextAttempt: Timestamp? {
    guard case .retry(let at) = outcome else { return nil }
    return at
  }
}
