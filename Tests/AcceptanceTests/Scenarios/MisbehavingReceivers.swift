// One daemon, one good receiver, and every bad one beside it.

import Foundation
import Glibc
import Testing

@Suite(.needs("openssl"))
struct MisbehavingReceivers {
  /// What becomes of the notifications of the groups `bad-…`.
  enum Outcome: Sendable { case delivered, rejected, waiting }

  /// A receiver that misbehaves for some groups and is good to the others.
  struct Bad: Sendable {
    var name: String
    var answer: ReceiverAnswer
    var code: String
    var outcome: Outcome
    /// It asks for so long a pause that there is one attempt only.
    var asksForPause = false
  }

  private static func all() -> [Bad] {
    [
      Bad(name: "silent", answer: .silence, code: "timeout", outcome: .waiting),
      Bad(name: "dripping", answer: .drip, code: "timeout", outcome: .waiting),
      Bad(name: "half", answer: .halfHead, code: "error", outcome: .waiting),
      Bad(name: "endless", answer: .endlessBody, code: "2xx", outcome: .delivered),
      Bad(name: "status-301", answer: .status(301, headers: ["Location: http://127.0.0.1:1/"]), code: "3xx", outcome: .waiting),
      Bad(name: "status-400", answer: .status(400), code: "4xx", outcome: .rejected),
      Bad(name: "status-404", answer: .status(404), code: "4xx", outcome: .waiting),
      Bad(name: "status-410", answer: .status(410), code: "4xx", outcome: .rejected),
      Bad(name: "status-413", answer: .status(413), code: "4xx", outcome: .rejected),
      Bad(name: "later", answer: .status(429, headers: ["Retry-After: 3600"]), code: "4xx", outcome: .waiting, asksForPause: true),
      Bad(
        name: "later-date", answer: .status(429, headers: ["Retry-After: \(inAnHour())"]), code: "4xx", outcome: .waiting,
        asksForPause: true),
      Bad(name: "status-500", answer: .status(500), code: "5xx", outcome: .waiting),
      Bad(name: "status-503", answer: .status(503), code: "5xx", outcome: .waiting),
    ]
  }

  private static func inAnHour() -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: Date(timeIntervalSinceNow: 3600))
  }

  /// A port that is bound but that nobody listens on: who connects is refused.
  private static func refusingPort() throws -> (port: UInt16, descriptor: Int32) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var (address, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1 }
    }
    guard result == 0 else { throw SystemError("bind") }
    return (UInt16(bigEndian: address.sin_port), descriptor)
  }

  private static func container(_ name: String, _ number: Int) -> FakeEngine.Container {
    FakeEngine.Container(id: String(format: "%064x", number), name: name)
  }

  /// More than begin at once for one webhook.
  private static let bads = (1...12).map { container("bad-\($0)", $0) }
  private static let fines = (1...8).map { container("fine-\($0)", 100 + $0) }

  /// Of everything but the good receiver.
  private static let timeout = Duration.seconds(10)

  /// KiB of memory that is no file's (proc(5): RssAnon).
  private static func anonymousMemory(_ pid: pid_t) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    return text.firstMatch(of: /RssAnon:\s+([0-9]+) kB/).flatMap { Int($0.1) } ?? -1
  }

  /// Engine, daemon and receivers of one round: `good`, and one for each case.
  private struct Round {
    let folder: TemporaryFolder
    let engine: FakeEngine
    let good: AlertReceiver
    var receivers: [String: AlertReceiver] = [:]
    let dogwatch: Dogwatch

    /// Ready, and reading events. With `misbehaving` the groups `bad-…` meet what the cases say, else all is answered with 200.
    init(misbehaving: Bool, unreachable: [JSONValue] = []) async throws {
      folder = try TemporaryFolder()
      engine = try FakeEngine("\(folder.path)/docker.sock")
      for container in bads + fines { engine.set(container) }
      good = try AlertReceiver()
      var webhooks = [good.webhook("good")] + unreachable
      for example in all() {
        let (receiver, answer) = (try AlertReceiver(), misbehaving ? example.answer : .status(200))
        receiver.answer { request in
          request.json["groupLabels"]["name"].string?.hasPrefix("bad") == true ? answer : .status(200)
        }
        receivers[example.name] = receiver
        var webhook = receiver.webhook(example.name).object
        webhook["timeout"] = .string("\(timeout.components.seconds)s")
        webhooks.append(.object(webhook))
      }
      // What is told of deliveries themselves would come between.
      let configuration = AlertPost.configuration(webhooks, rules: ["DogwatchDeliveryFailing": ["enabled": .bool(false)]])
      dogwatch = try Dogwatch(host: "unix://\(engine.path)", configuration: configuration)
      try await dogwatch.whenReady()
      try await eventually("a stream") { [engine] in engine.openStreams > 0 }
    }

    func fail(_ container: FakeEngine.Container) {
      var dead = container
      (dead.status, dead.exitCode) = ("exited", 3)
      engine.set(dead)
      engine.push(FakeEngine.event("die", dead, attributes: ["exitCode": "3"]))
    }

    /// Every receiver has the bad groups in hand before anything else is to be told.
    func failBads() async throws {
      for container in bads { fail(container) }
      for container in bads {
        try await good.expect(["ContainerExited firing"], of: container.name)
        for (name, receiver) in receivers {
          try await eventually("\(container.name) at \(name)") { Self.request(of: container, at: receiver) != nil }
        }
      }
    }

    /// One after the other; for each receiver how long it took from the event to its slowest request.
    func failFines() async throws -> [String: Duration] {
      var slowest: [String: Duration] = [:]
      for container in fines {
        let begin = ContinuousClock.now
        fail(container)
        for (name, receiver) in receivers.merging(["good": good], uniquingKeysWith: { $1 }) {
          let request = try await eventually(
            "\(container.name) at \(name)", read: { Self.request(of: container, at: receiver) }, until: { $0 != nil })
          slowest[name] = max(slowest[name] ?? .zero, request.map { begin.duration(to: $0.arrivedAt) } ?? .zero)
        }
      }
      return slowest
    }

    private static func request(of container: FakeEngine.Container, at receiver: AlertReceiver) -> AlertReceiver.Request? {
      receiver.requests.first { $0.json["groupLabels"]["name"].string == container.name }
    }

    func end() async throws {
      try await dogwatch.stop()
      engine.end()
    }
  }

  @Test func noneOfThemHoldsUpAnotherReceiverOrGroup() async throws {
    let peaceful = try await Round(misbehaving: false)
    try await peaceful.failBads()
    let without = try await peaceful.failFines()
    try await peaceful.end()

    // With these no group arrives.
    let folder = try TemporaryFolder()
    let refusing = try Self.refusingPort()
    defer { close(refusing.descriptor) }
    try await SecureStranger.makeAuthorities(in: folder.path)
    var urls = ["refusing": "http://127.0.0.1:\(refusing.port)/hook", "nameless": "http://no-such-host.invalid/hook"]
    var strangers: [SecureStranger] = []
    for fault in SecureStranger.Fault.allCases {
      let stranger = try await SecureStranger(fault, in: folder.path)
      strangers.append(stranger)
      urls[fault.rawValue] = "https://127.0.0.1:\(stranger.port)/hook"
    }
    let unreachable = urls.map { name, url in
      let tls: [String: JSONValue] = url.hasPrefix("https") ? ["tls": .object(["ca": .string("\(folder.path)/authority.pem")])] : [:]
      return JSONValue.object(["name": .string(name), "url": .string(url)].merging(tls) { $1 })
    }

    let round = try await Round(misbehaving: true, unreachable: unreachable)
    let memoryBefore = try Self.anonymousMemory(round.dogwatch.process.pid)
    try await round.failBads()
    let with = try await round.failFines()
    print("misbehaving receivers: slowest without \(without.values.max() ?? .zero), with \(with.values.max() ?? .zero)")
    for (name, duration) in with {
      // What waits for one that misbehaves is later by a whole timeout.
      #expect(duration < (without[name] ?? .zero) + Self.timeout / 2, "\(name): \(duration), without them \(without[name] ?? .zero)")
    }

    try await checkCounters(round)
    for name in urls.keys {
      try await eventually("an attempt of \(name)") {
        let page = try await round.dogwatch.scrape()
        return page.all("dogwatch_webhook_attempts_total", ["webhook": name]).contains {
          ["error", "timeout"].contains($0.labels["code"] ?? "") && $0.value >= 1
        } && page["dogwatch_webhook_queue_length", ["webhook": name]] == Double(Self.bads.count + Self.fines.count)
      }
    }
    let page = try await round.dogwatch.scrape()
    #expect(page["dogwatch_webhook_queue_length", ["webhook": "good"]] == 0)
    let all = Self.bads.count + Self.fines.count
    #expect(page["dogwatch_webhook_notifications_total", ["webhook": "good", "result": "delivered"]] == Double(all))
    #expect(round.good.requests.count == all)
    let memoryAfter = try Self.anonymousMemory(round.dogwatch.process.pid)
    print("misbehaving receivers: RssAnon \(memoryBefore) KiB before, \(memoryAfter) KiB after")
    #expect(memoryAfter - memoryBefore < 32 << 10, "\(memoryBefore) KiB before, \(memoryAfter) KiB after")
    for stranger in strangers { _ = stranger.port }
    try await round.end()
  }

  /// Queue and counters say what happened, once each has tried again where it may.
  private func checkCounters(_ round: Round) async throws {
    let (bads, fines) = (Double(Self.bads.count), Double(Self.fines.count))
    for example in Self.all() {
      let label = ["webhook": example.name]
      let page = try await eventually(
        "the counters of \(example.name)", read: { try await round.dogwatch.scrape() },
        until: { page in
          let tried = page["dogwatch_webhook_attempts_total", label.merging(["code": example.code]) { $1 }] ?? 0
          let delivered = page["dogwatch_webhook_notifications_total", label.merging(["result": "delivered"]) { $1 }] ?? 0
          let mustTry: Double = example.outcome == .waiting && !example.asksForPause ? 2 : 1
          return tried >= mustTry * bads && delivered == (example.outcome == .delivered ? bads : 0) + fines
        })
      let queued = page["dogwatch_webhook_queue_length", label] ?? -1
      switch example.outcome {
      case .delivered: #expect(queued == 0, "\(example.name)")
      case .waiting: #expect(queued == bads, "\(example.name)")
      case .rejected:
        // After a minute it is news once more.
        #expect(page["dogwatch_webhook_notifications_total", label.merging(["result": "rejected"]) { $1 }] ?? 0 >= bads, "\(example.name)")
      }
      let requests = round.receivers[example.name]?.requests ?? []
      for container in Self.bads {
        let attempts = requests.filter { $0.json["groupLabels"]["name"].string == container.name }
        let ids = Set(attempts.map { $0.headers["webhook-id"] ?? "none" })
        switch example.outcome {
        case .waiting: #expect(ids.count == 1 && (!example.asksForPause || attempts.count == 1), "\(example.name): \(attempts.count)")
        case .delivered, .rejected: #expect(ids.count == attempts.count, "\(example.name): \(attempts.count)")
        }
      }
    }
  }
}
