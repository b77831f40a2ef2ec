import Testing
import Watch

/// The queue of notifications, without disk and network.
@Suite struct OutboxTests {
  private let begin = Timestamp(seconds: 1_700_000_000)
  private let second = FleetSettings.second

  private func at(_ seconds: Int64) -> Timestamp { begin.advanced(by: seconds * second) }

  private func alert(_ name: String, resolved: Bool = false) -> Alert {
    Alert(
      labels: AlertLabels(alertname: .containerUnhealthy, host: "box", name: name, severity: .critical),
      annotations: AlertAnnotations(summary: name), startsAt: begin, endsAt: resolved ? at(5) : nil)
  }

  private func notification(
    _ number: Int64, _ alerts: [Alert], webhook: String = "chat", group: String = "shop", at seconds: Int64 = 0
  ) -> Notification {
    let key = GroupKey(labels: [AlertLabels.Pair(label: .composeProject, value: group)])
    return Notification(number: number, webhook: webhook, group: key, alerts: alerts, time: at(seconds))
  }

  private func body(_ notification: Notification) -> OutboxBody {
    OutboxBody(contentType: "application/json", requests: [notification.alerts.map(\.labels.name).joined(separator: ",")])
  }

  /// Begins the attempt of a head, everything having been told.
  private func attempt(_ number: Int64, _ outbox: inout Outbox) -> OutboxEntry? {
    outbox.begin(number, isTold: { _ in true }, render: body).entry
  }

  @Test func aHeadGoesAtOnceAndOnlyOnce() {
    var outbox = Outbox()
    #expect(outbox.add(notification(1, [alert("a")]), id: "msg_1").isEmpty)
    #expect(outbox.due(at: at(0)).map(\.number) == [1])
    #expect(attempt(1, &outbox)?.id == "msg_1")
    #expect(outbox.due(at: at(0)).isEmpty)
    #expect(attempt(1, &outbox) == nil)
    #expect(outbox.ended(1, .delivered)?.result == .delivered)
    #expect(outbox.isEmpty)
  }

  @Test func behindTheHeadTheNewestWaitsAndKeepsResolutions() {
    var outbox = Outbox()
    _ = outbox.add(notification(1, [alert("a"), alert("b")]), id: "1")
    _ = attempt(1, &outbox)
    _ = outbox.add(notification(2, [alert("a", resolved: true), alert("b")]), id: "2")
    let replaced = outbox.add(notification(3, [alert("b"), alert("c")]), id: "3")
    #expect(replaced.map(\.result) == [.superseded])
    #expect(replaced.map(\.notification.number) == [2])
    #expect(outbox.count == 2)
    _ = outbox.ended(1, .delivered)
    let next = attempt(3, &outbox)
    #expect(next?.notification.firing.map(\.labels.name) == ["b", "c"])
    #expect(next?.notification.resolved.map(\.labels.name) == ["a"])
  }

  @Test func theHeadStaysAsItWasFirstTried() {
    var outbox = Outbox()
    _ = outbox.add(notification(1, [alert("a")]), id: "1")
    let first = attempt(1, &outbox)
    #expect(outbox.ended(1, .retry(at: at(10))) == nil)
    _ = outbox.add(notification(2, [alert("a", resolved: true)]), id: "2")
    #expect(outbox.due(at: at(9)).isEmpty)
    #expect(outbox.nextAttempt == at(10))
    let again = outbox.begin(1, isTold: { _ in false }, render: { _ in OutboxBody(contentType: "x", requests: []) }).entry
    #expect(again?.body == first?.body && again?.id == "1")
    #expect(again?.attempts == 1)
  }

  @Test func groupsAndWebhooksDoNotHoldUpEachOther() {
    var outbox = Outbox()
    _ = outbox.add(notification(1, [alert("a")]), id: "1")
    _ = outbox.add(notification(2, [alert("a")], group: "bank"), id: "2")
    _ = outbox.add(notification(3, [alert("a")], webhook: "pager"), id: "3")
    _ = outbox.add(notification(4, [alert("b")]), id: "4")
    #expect(outbox.due(at: at(0)).map(\.number) == [1, 2, 3])
    _ = attempt(1, &outbox)
    #expect(outbox.due(at: at(0)).map(\.number) == [2, 3])
    #expect(outbox.waiting(for: "chat").count == 3)
    #expect(outbox.waiting(for: "chat").since == at(0))
    #expect(outbox.waiting(for: "other").count == 0)
  }

  @Test func aResolutionNobodyWasToldTheFiringOfIsNotSent() {
    var outbox = Outbox()
    _ = outbox.add(notification(1, [alert("a", resolved: true), alert("b")]), id: "1")
    let told = outbox.begin(1, isTold: { _ in false }, render: body)
    #expect(told.entry?.notification.alerts.map(\.labels.name) == ["b"])
    _ = outbox.add(notification(2, [alert("a", resolved: true)], group: "bank"), id: "2")
    let empty = outbox.begin(2, isTold: { _ in false }, render: body)
    #expect(empty.entry == nil)
    #expect(empty.departure?.result == .superseded)
    #expect(outbox.count == 1)
  }

  @Test func whatIsTooOldExpiresUnlessItIsUnderWay() {
    var outbox = Outbox()
    _ = outbox.add(notification(1, [alert("a")]), id: "1")
    _ = outbox.add(notification(2, [alert("a")], group: "bank"), id: "2")
    _ = outbox.add(notification(3, [alert("b")], at: 50), id: "3")
    _ = attempt(1, &outbox)
    let age = 60 * second
    #expect(outbox.expire(at: at(60)) { _ in age }.isEmpty)
    #expect(outbox.expire(at: at(61)) { _ in age }.map(\.notification.number) == [2])
    _ = outbox.ended(1, .retry(at: at(62)))
    #expect(outbox.expire(at: at(61)) { _ in age }.map(\.notification.number) == [1])
    #expect(outbox.due(at: at(61)).map(\.number) == [3])
  }

  @Test func beyondTheCapacityTheOldestIsDropped() {
    var outbox = Outbox(capacity: 3)
    for number in 1...3 { _ = outbox.add(notification(Int64(number), [alert("a")], group: "g\(number)"), id: "\(number)") }
    _ = attempt(1, &outbox)
    let dropped = outbox.add(notification(4, [alert("a")], group: "g4"), id: "4")
    #expect(dropped.map(\.result) == [.dropped])
    #expect(dropped.map(\.notification.number) == [2])
    #expect(outbox.count == 3)
  }

  @Test func webhooksThatAreNoMoreLeaveNothing() {
    var outbox = Outbox()
    _ = outbox.add(notification(1, [alert("a")]), id: "1")
    _ = outbox.add(notification(2, [alert("a")], webhook: "pager"), id: "2")
    #expect(outbox.keep(webhooks: ["pager"]).map(\.notification.number) == [1])
    #expect(outbox.entries.map(\.number) == [2])
  }

  @Test func rejectionLetsTheNextGo() {
    var outbox = Outbox()
    _ = outbox.add(notification(1, [alert("a")]), id: "1")
    _ = outbox.add(notification(2, [alert("b")]), id: "2")
    _ = attempt(1, &outbox)
    #expect(outbox.ended(1, .rejected)?.result == .rejected)
    #expect(outbox.due(at: at(0)).map(\.number) == [2])
  }

  @Test func requestsThatWereDeliveredAreRemembered() {
    var outbox = Outbox()
    _ = outbox.add(notification(1, [alert("a")]), id: "1")
    _ = outbox.begin(1, isTold: { _ in true }, render: { _ in OutboxBody(contentType: "x", requests: ["1", "2", "3"]) })
    _ = outbox.ended(1, .retry(at: at(1)), requests: 2)
    #expect(outbox.due(at: at(1)).first?.body?.delivered == 2)
  }

  /// What is written down leads a later process to the same queue, whatever happened.
  @Test(arguments: 1...20) func whatIsWrittenDownIsTheQueue(_ seed: UInt64) {
    var dice = Dice(seed: seed)
    var outbox = Outbox(capacity: 8)
    var disk: [Int64: OutboxEntry] = [:]
    for number in 1...300 {
      let now = at(Int64(number))
      switch dice.roll(4) {
      case 0:
        for entry in outbox.due(at: now) where dice.roll(2) == 0 {
          _ = outbox.begin(entry.number, isTold: { _ in dice.roll(3) > 0 }, render: body)
        }
      case 1:
        let numbers = outbox.entries.map(\.number)
        guard !numbers.isEmpty else { break }
        let outcomes: [AttemptOutcome] = [.delivered, .rejected, .retry(at: now.advanced(by: 3 * second))]
        _ = outbox.ended(numbers[dice.roll(numbers.count)], outcomes[dice.roll(3)])
      case 2:
        _ = outbox.expire(at: now) { _ in 40 * second }
      default:
        let names = ["a", "b", "c"]
        let alerts = names.filter { _ in dice.roll(2) == 0 }.map { alert($0, resolved: dice.roll(2) == 0) }
        _ = outbox.add(
          notification(Int64(number), alerts, webhook: ["chat", "pager"][dice.roll(2)], group: "g\(dice.roll(4))", at: Int64(number)),
          id: "\(number)")
      }
      let changes = outbox.takeChanges()
      for entry in changes.written { disk[entry.number] = entry }
      for number in changes.removed { disk[number] = nil }
      #expect(disk.values.sorted { $0.number < $1.number } == outbox.entries)
      #expect(outbox.count <= 8)
    }
    let again = Outbox(capacity: 8, restoring: Array(disk.values))
    #expect(again.entries == outbox.entries)
  }
}
