// A receiver is out of order for longer than its notifications are kept.

import Testing

@Suite struct Outages {
  private static let maxAge = "8s"
  private static let names = ["known", "brief", "lasting"]

  @Test func oneLongerThanMaxAgeIsCountedAndEndsWithWhatIsTrue() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    var containers: [String: FakeEngine.Container] = [:]
    for (number, name) in Self.names.enumerated() {
      containers[name] = FakeEngine.Container(id: String(repeating: "a\(number)", count: 32), name: name)
    }
    for container in containers.values { engine.set(container) }
    let receiver = try AlertReceiver()
    var webhook = receiver.webhook.object
    webhook["maxAge"] = .string(Self.maxAge)
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)", configuration: AlertPost.configuration([.object(webhook)]))
    func turn(_ name: String, _ status: String) async throws {
      var container = try #require(containers[name])
      (container.status, container.exitCode) = (status, status == "exited" ? 3 : 0)
      containers[name] = container
      engine.set(container)
      engine.push(FakeEngine.event(status == "exited" ? "die" : "start", container, attributes: ["exitCode": "3"]))
      try await eventually("\(name) \(status), and told") {
        let alerts = try JSONValue(parsing: try await dogwatch.get("/api/v1/alerts").body)["alerts"].array
        return alerts.contains { $0["labels"]["name"].string == name } == (status == "exited")
      }
    }
    func notifications(_ result: String) async throws -> Double {
      try await dogwatch.scrape()["dogwatch_webhook_notifications_total", ["webhook": "test", "result": result]] ?? -1
    }
    try await dogwatch.whenReady()
    try await eventually("a stream") { engine.openStreams > 0 }
    try await turn("known", "exited")
    try await receiver.expect(["ContainerExited firing"], of: "known")

    receiver.answer(503)
    try await turn("known", "running")
    for _ in 0..<3 {
      try await turn("brief", "exited")
      try await turn("brief", "running")
    }
    try await turn("lasting", "exited")
    // A head of each group.
    try await eventually("all have expired", read: { try await notifications("expired") }, until: { $0 >= 3 })
    #expect(try await notifications("superseded") >= 2)
    #expect(receiver.told == [AlertReceiver.Told("ContainerExited", "known", "firing")])

    let before = receiver.requests.count
    receiver.answer(200)
    try await receiver.expect(["ContainerExited firing", "ContainerExited resolved"], of: "known")
    try await receiver.expect(["ContainerExited firing"], of: "lasting")
    // What is told last shows that nothing more was to come.
    try await turn("lasting", "running")
    try await receiver.expect(["ContainerExited firing", "ContainerExited resolved"], of: "lasting")
    let told = receiver.requests[before...].filter { $0.status == 200 }.map { request in
      "\(request.json["groupLabels"]["name"].string ?? "?") \(request.json["status"].string ?? "?")"
    }
    #expect(told.sorted() == ["known resolved", "lasting firing", "lasting resolved"])
    try await eventually("an empty queue") { try await dogwatch.scrape()["dogwatch_webhook_queue_length", ["webhook": "test"]] == 0 }
    #expect(try await notifications("delivered") == Double(receiver.requests.count { $0.status == 200 }))
    for result in ["rejected", "dropped"] { #expect(try await notifications(result) == 0) }
    try await dogwatch.stop()
    engine.end()
  }
}
