// The couriers, one for each webhook: which there are may change while the daemon runs.

import DockerEngine
import Logging
import ServiceLifecycle
import Synchronization
import Watch
import Webhooks

/// Starts, replaces and ends couriers, and hands them what is to be delivered.
final class Couriers: Service {
  private let state = Mutex(State())
  private let proxies: ProxyRules
  private let mailbox: AttemptMailbox
  private let logger: Logger

  private struct State {
    var running: [String: Running] = [:]
    var hasEnded = false
  }

  private struct Running {
    var courier: Courier
    var task: Task<Void, Never>
  }

  init(proxies: ProxyRules, mailbox: AttemptMailbox, logger: Logger) {
    self.proxies = proxies
    self.mailbox = mailbox
    self.logger = logger
  }

  func run() async throws {
    try? await gracefulShutdown()
    let tasks = state.withLock { state in
      defer { state = State(hasEnded: true) }
      return state.running.values.map(\.task)
    }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  /// These are the receivers from now on; gives back the webhooks whose courier is another than before, or gone: what they had is to be offered anew.
  func use(_ receivers: [ReceiverSettings]) -> Set<String> {
    state.withLock { state in
      guard !state.hasEnded else { return [] }
      var replaced: Set<String> = []
      for (name, running) in state.running where receivers.first(where: { $0.name == name }) != running.courier.settings {
        running.task.cancel()
        state.running[name] = nil
        replaced.insert(name)
      }
      for receiver in receivers where state.running[receiver.name] == nil { state.running[receiver.name] = start(receiver) }
      return replaced
    }
  }

  /// Nil when the receiver cannot be used: what is queued for it waits until the configuration is another.
  private func start(_ receiver: ReceiverSettings) -> Running? {
    let (mailbox, logger) = (mailbox, logger)
    do throws(ReceiverError) {
      let report: @Sendable (AttemptResult) async -> Void = { result in
        if let problem = result.problem { logger.warning("webhook \(result.webhook): \(problem)\(Self.consequence(result.outcome))") }
        mailbox.put(result)
      }
      let courier = try Courier(receiver, version: Daemon.version, proxies: proxies, now: { .now() }, report: report)
      return Running(courier: courier, task: Task { await courier.run() })
    } catch {
      logger.error("webhook \(receiver.name) cannot deliver: \(error)")
      return nil
    }
  }

  private static func consequence(_ outcome: AttemptResult.Outcome) -> String {
    switch outcome {
    case .delivered: ""
    case .rejected: "; not tried again"
    case .retry(let time): "; tried again at \(time.rfc3339.prefix(19))Z"
    }
  }

  /// A courier of which a request is under way for so long beyond its timeout: no receiver can bring that about.
  func stall(beyond limit: Duration, at now: Uptime = .now()) -> Stall? {
    let couriers = state.withLock { $0.running.values.map(\.courier) }
    for courier in couriers {
      guard let since = courier.busySince else { continue }
      let late = now.since(since) - courier.settings.timeout.nanoseconds
      if late > limit.nanoseconds { return Stall(loop: "courier of \(courier.settings.name)", nanoseconds: late) }
    }
    return nil
  }

  func offer(_ deliveries: [String: [Delivery]]) {
    let running = state.withLock { $0.running }
    for (webhook, heads) in deliveries { running[webhook]?.courier.offer(heads) }
  }

  func withdraw(_ numbers: [String: Set<Int64>]) {
    let running = state.withLock { $0.running }
    for (webhook, numbers) in numbers { running[webhook]?.courier.withdraw(numbers) }
  }
}
