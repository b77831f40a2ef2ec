// One daemon, one good receiver, and every bad one beside it.

import Foundation
import Glibc
import Testing

@Suite(.needs("openssl"))
struct MisbehavingReceivers {
  /// What becomes of the notification of the group `bad`.
  enum Outcome: Sendable { case delivered, rejected, waiting }

  /// A receiver that misbehaves for one group and is good to the other.
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

  /// KiB of memory that is no file's (proc(5): RssAnon).
  private static func anonymousMemory(_ pid: pid_t) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    return text.firstMatch(of: /RssAnon:\s+([0-9]+) kB/).flatMap { Int($0.1) } ?? -1
  }

  @Test func noneOfThemHoldsUpAnotherReceiverOrGroup() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    let late = (1...8).map { Self.container("late-\($0)", 100 + $0) }
    let (bad, fine) = (Self.container("bad", 1), Self.container("fine", 2))
    for container in [bad, fine] + late { engine.set(container) }

    let good = try AlertReceiver()
    var webhooks = [good.webhook("good")]
    // The group `bad` and the group `fine` are all that these get.
    func only(_ webhook: JSONValue, ca: Bool = false) -> JSONValue {
      var members = webhook.object
      members["match"] = .object(["name": .array([.string("bad"), .string("fine")])])
      members["timeout"] = .string("5s")
      if ca { members["tls"] = .object(["ca": .string("\(folder.path)/authority.pem")]) }
      return .object(members)
    }
    func webhook(_ name: String, _ url: String) -> JSONValue { .object(["name": .string(name), "url": .string(url)]) }
    let cases = Self.all()
    var receivers: [String: AlertReceiver] = [:]
    for example in cases {
      let receiver = try AlertReceiver()
      let answer = example.answer
      receiver.answer { request in
        request.json["groupLabels"]["name"].string == "bad" ? answer : .status(200)
      }
      receivers[example.name] = receiver
      webhooks.append(only(receiver.webhook(example.name)))
    }
    // With these no group arrives.
    let refusing = try Self.refusingPort()
    defer { close(refusing.descriptor) }
    webhooks.append(only(webhook("refusing", "http://127.0.0.1:\(refusing.port)/hook")))
    webhooks.append(only(webhook("nameless", "http://no-such-host.invalid/hook")))
    try await SecureStranger.makeAuthorities(in: folder.path)
    var strangers: [SecureStranger] = []
    for fault in SecureStranger.Fault.allCases {
      let stranger = try await SecureStranger(fault, in: folder.path)
      strangers.append(stranger)
      webhooks.append(only(webhook(fault.rawValue, "https://127.0.0.1:\(stranger.port)/hook"), ca: true))
    }
    let unreachable = ["refusing", "nameless"] + SecureStranger.Fault.allCases.map(\.rawValue)

    // What is told of deliveries themselves would come between.
    let configuration = AlertPost.configuration(webhooks, rules: ["DogwatchDeliveryFailing": ["enabled": .bool(false)]])
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)", configuration: configuration)
    try await dogwatch.whenReady()
    try await eventually("a stream") { engine.openStreams > 0 }
    let memoryBefore = try Self.anonymousMemory(dogwatch.process.pid)

    func fail(_ container: FakeEngine.Container) {
      var dead = container
      (dead.status, dead.exitCode) = ("exited", 3)
      engine.set(dead)
      engine.push(FakeEngine.event("die", dead, attributes: ["exitCode": "3"]))
    }
    fail(bad)
    // Each bad receiver has the bad group in hand before anything else is to be told.
    for (name, receiver) in receivers { try await eventually("a request to \(name)") { !receiver.requests.isEmpty } }
    fail(fine)
    try await good.expect(["ContainerExited firing"], of: "bad")
    try await good.expect(["ContainerExited firing"], of: "fine")
    for receiver in receivers.values { try await receiver.expect(["ContainerExited firing"], of: "fine") }
    for container in late {
      fail(container)
      try await good.expect(["ContainerExited firing"], of: container.name)
    }

    // Queue and counters say what happened, once each has tried again where it may.
    for example in cases {
      let label = ["webhook": example.name]
      let page = try await eventually(
        "the counters of \(example.name)", read: { try await dogwatch.scrape() },
        until: { page in
          let tried = page["dogwatch_webhook_attempts_total", label.merging(["code": example.code]) { $1 }] ?? 0
          let delivered = page["dogwatch_webhook_notifications_total", label.merging(["result": "delivered"]) { $1 }] ?? 0
          let mustTry: Double = example.outcome == .waiting && !example.asksForPause ? 2 : 1
          return tried >= mustTry && delivered == (example.outcome == .delivered ? 2 : 1)
        })
      #expect(page["dogwatch_webhook_queue_length", label] == (example.outcome == .waiting ? 1 : 0), "\(example.name)")
      let rejected = page["dogwatch_webhook_notifications_total", label.merging(["result": "rejected"]) { $1 }] ?? 0
      #expect(rejected == (example.outcome == .rejected ? 1 : 0), "\(example.name)")
      let attempts = receivers[example.name]?.requests.filter { $0.json["groupLabels"]["name"].string == "bad" } ?? []
      if example.asksForPause || example.outcome != .waiting { #expect(attempts.count == 1, "\(example.name): \(attempts.count)") }
      #expect(Set(attempts.map { $0.headers["webhook-id"] ?? "none" }).count == 1, "\(example.name)")
    }
    for name in unreachable {
      try await eventually("an attempt of \(name)") {
        let page = try await dogwatch.scrape()
        return page.all("dogwatch_webhook_attempts_total", ["webhook": name]).contains {
          ["error", "timeout"].contains($0.labels["code"] ?? "") && $0.value >= 1
        } && page["dogwatch_webhook_queue_length", ["webhook": name]] == 2
      }
    }
    let page = try await dogwatch.scrape()
    #expect(page["dogwatch_webhook_queue_length", ["webhook": "good"]] == 0)
    #expect(page["dogwatch_webhook_notifications_total", ["webhook": "good", "result": "delivered"]] == Double(2 + late.count))
    #expect(good.requests.count == 2 + late.count)
    let memoryAfter = try Self.anonymousMemory(dogwatch.process.pid)
    print("misbehaving receivers: RssAnon \(memoryBefore) KiB before, \(memoryAfter) KiB after")
    #expect(memoryAfter - memoryBefore < 32 << 10, "\(memoryBefore) KiB before, \(memoryAfter) KiB after")
    for stranger in strangers { _ = stranger.port }
    try await dogwatch.stop()
  }
}
