// The dead man's switch: somebody else's service is told that all is well, and raises the alarm when it hears nothing.

import NIOHTTP1
public import Watch

/// A GET at each interval while all is well.
public final class Heartbeat: Sendable {
  private let client: ReceiverClient
  private let interval: Duration
  private let timeout: Duration
  private let userAgent: String
  private let now: @Sendable () -> Arrival
  private let isHealthy: @Sendable () -> Bool
  private let report: @Sendable (_ problem: String?) -> Void

  /// How often to look whether all is well again.
  private static let look = Duration.seconds(1)

  /// `report` hears after each beat why it was not heard, nil when it was. Fails for a proxy that cannot be used.
  public init(
    url: ReceiverURL, interval: Duration, timeout: Duration = .seconds(10), version: String, proxies: ProxyRules = .none,
    now: @escaping @Sendable () -> Arrival, isHealthy: @escaping @Sendable () -> Bool,
    report: @escaping @Sendable (_ problem: String?) -> Void
  ) throws(ReceiverError) {
    self.interval = interval
    self.timeout = timeout
    self.now = now
    self.isHealthy = isHealthy
    self.report = report
    userAgent = "dogwatch/\(version)"
    let secrets = ReceiverSettings(name: "", format: .alertmanager, url: url).secrets
    client = try ReceiverClient(url: url, timeout: timeout, proxies: proxies, secrets: secrets)
  }

  /// Beats until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      let isHealthy = isHealthy()
      if isHealthy { await beat() }
      try? await Task.sleep(for: isHealthy ? interval : min(interval, Self.look))
    }
    await client.shutdown()
  }

  private func beat() async {
    do throws(RequestProblem) {
      let now = now
      let answer = try await client.send(.GET, headers: ["User-Agent": userAgent], body: nil) { now().time }
      report((200..<300).contains(answer.status) ? nil : "\(client.url.origin) answered \(answer.status)")
    } catch {
      guard !Task.isCancelled else { return }
      report(error.words(origin: client.url.origin, timeout: timeout))
    }
  }
}
