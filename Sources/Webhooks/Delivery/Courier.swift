// Delivers to one webhook: takes the heads of its queues, attempts them a few at a time, and says what became of each.

import NIOCore
import NIOPosix
import Synchronization
public import Watch

/// The one that carries a webhook's notifications. The queue offers each head once (again does no harm); the courier repeats what fails until it
/// is delivered, rejected or withdrawn, and reports every attempt. Different groups are delivered side by side, each group's heads in turn.
public final class Courier: Sendable {
  public let settings: ReceiverSettings
  private let messenger: Messenger
  private let now: @Sendable () -> Arrival
  private let random: @Sendable () -> Double
  private let report: @Sendable (AttemptResult) async -> Void
  private let plan: Mutex<DeliveryPlan>
  /// Requests underway, by the numbers of their deliveries.
  private let requests = Mutex<[Int64: Task<Messenger.Exchange, Never>]>([:])
  private let wakeups: AsyncStream<Void>
  private let wake: AsyncStream<Void>.Continuation

  /// Fails for a private authority or a proxy that cannot be used. `random` yields numbers in 0..<1.
  public init(
    _ settings: ReceiverSettings, version: String, proxies: ProxyRules = .none, now: @escaping @Sendable () -> Arrival,
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, report: @escaping @Sendable (AttemptResult) async -> Void
  ) throws(ReceiverError) {
    self.settings = settings
    self.now = now
    self.random = random
    self.report = report
    let limits = DeliveryLimits(timeout: settings.timeout)
    messenger = try Messenger(settings, version: version, proxies: proxies, connections: limits.attempts, now: now)
    plan = Mutex(DeliveryPlan(limits))
    (wakeups, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Takes in heads of the webhook's queues, their bodies fixed and committed.
  public func offer(_ heads: [Delivery]) {
    let arrival = now()
    plan.withLock { $0.offer(heads, at: arrival) }
    wake.yield()
  }

  /// Forgets deliveries that have expired or been dropped. An attempt that is underway ends first.
  public func withdraw(_ numbers: Set<Int64>) {
    plan.withLock { $0.withdraw(numbers) }
  }

  /// Since when the request that takes longest is underway, with its report: longer than `timeout` and a little is a standstill of ours.
  public var busySince: Uptime? { plan.withLock { $0.busySince } }

  /// Delivers until the task is cancelled. What is underway then is given up without a report: it is still in its queue.
  public func run() async {
    await withDiscardingTaskGroup { group in
      var timer: Scheduled<Void>?
      wake.yield()
      for await _ in wakeups {
        timer?.cancel()
        let now = now().uptime
        let (step, nextDue) = plan.withLock { ($0.take(at: now), $0.nextDue(after: now)) }
        for delivery in step.begin { group.addTask { await self.attempt(delivery) } }
        requests.withLock { requests in
          for number in step.giveUp { requests[number]?.cancel() }
        }
        timer = nextDue.map { alarm(in: $0.since(now)) }
      }
      timer?.cancel()
      group.cancelAll()
    }
    await messenger.client.shutdown()
  }

  private func alarm(in nanoseconds: Int64) -> Scheduled<Void> {
    let wake = wake
    return MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: .nanoseconds(nanoseconds)) { wake.yield() }
  }

  // MARK: One attempt

  private func attempt(_ delivery: Delivery) async {
    var result = AttemptResult(
      webhook: settings.name, number: delivery.number, outcome: .delivered, requests: [], attempts: delivery.attempts, problem: nil)
    var step = delivery.attempts.first(of: delivery.bodies.count)
    while case .send(let index) = step {
      var exchange = await send(delivery, index)
      if case .failure = exchange.answer, Task.isCancelled { return }
      if exchange.answer == .failure(.cancelled) { exchange.answer = .failure(.gaveWay) }
      result.requests.append(RequestResult(code: exchange.code, nanoseconds: exchange.nanoseconds))
      if let problem = exchange.problem(settings) { result.problem = problem }
      step = result.attempts.heard(exchange.verdict, of: delivery.bodies.count, jitter: random())
      let now = now().uptime
      plan.withLock { $0.goesOn(delivery.number, at: now) }
    }
    await end(delivery, result, step)
  }

  /// Cancelled with the courier's task, or alone when it is to give way.
  private func send(_ delivery: Delivery, _ index: Int) async -> Messenger.Exchange {
    let (messenger, id, createdAt) = (messenger, delivery.requestID(index), delivery.createdUptime ?? now().uptime)
    let request = Task { await messenger.send(delivery.bodies[index], id: id, createdAt: createdAt) }
    requests.withLock { $0[delivery.number] = request }
    defer { requests.withLock { $0[delivery.number] = nil } }
    return await withTaskCancellationHandler {
      await request.value
    } onCancel: {
      request.cancel()
    }
  }

  private func end(_ delivery: Delivery, _ result: AttemptResult, _ step: DeliveryAttempts.Step) async {
    let arrival = now()
    var result = result
    var postponed = delivery
    postponed.attempts = result.attempts
    if case .wait(let nanoseconds) = step {
      result.outcome = .retry(at: arrival.time.advanced(by: nanoseconds))
    } else {
      result.outcome = step == .rejected ? .rejected : .delivered
    }
    await report(result)
    plan.withLock { plan in
      guard case .wait(let nanoseconds) = step else { return plan.ended(delivery.number) }
      plan.postponed(postponed, until: arrival.uptime.advanced(by: nanoseconds))
    }
    wake.yield()
  }
}
