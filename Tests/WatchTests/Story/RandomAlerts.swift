// A story in which bad things happen at random.

import Watch

/// Containers to which bad things happen at random, and receivers that fail at random.
struct RandomAlerts {
  var story: Story
  private var random: Dice
  private let names = ["shop-web-1", "shop-db-1", "job", "cache"]

  /// Else notifications wait in queues for `attempt`.
  private var receivesAtOnce: Bool { if case .queued = story.receiving { false } else { true } }

  init(seed: UInt64, receiving: Receiving = .at(once: .delivered)) {
    random = Dice(seed: seed)
    story = Story(alerts: .told(webhooks: [WebhookRoute(name: "ops"), WebhookRoute(name: "chat", sendsResolved: false)]))
    // Names of two groups.
    for (index, name) in names.enumerated() {
      story.run(name, policy: index % 2 == 0 ? .no : .onFailure(maximumRetryCount: 2)) {
        $0.healthcheck = check(interval: 10)
        $0.labels = name.hasPrefix("shop") ? ["com.docker.compose.project": "shop"] : [:]
      }
      story.probe(name)
    }
    story.receiving = receiving
  }

  mutating func step() {
    let name = names[Int.random(in: 0..<names.count, using: &random)]
    switch Int.random(in: 0..<9, using: &random) {
    case 0: story.crash(name)
    case 1: story.start(name)
    case 2: story.probe(name, code: 1)
    case 3: story.probe(name)
    case 4: story.act { $0.runOutOfMemory(name, isMain: true) }
    case 5: story.stop(name)
    case 6 where receivesAtOnce: story.receiving = .at(once: Bool.random(using: &random) ? .delivered : .rejected)
    case 6: attempt()
    default: story.wait(Double.random(in: 1..<200, using: &random))
    }
  }

  /// The queues move on, or do not.
  private mutating func attempt() {
    var results: [DeliveryResult?] = []
    for _ in 0..<8 { results.append([.delivered, .delivered, .rejected, .expired, nil, nil].randomElement(using: &random) ?? nil) }
    story.attempt { _ in results.popLast() ?? nil }
  }

  /// What fires, but for what hangs on the moment of a delivery.
  var firing: [String] { story.firing.filter { !$0.hasPrefix("Dogwatch") } }
}
