// Alerts on the real engine: each comes, is told once, and is resolved; everyday work is silent.

import Foundation
import Glibc
import Testing

@Suite(.needsEngine, .engineLane)
struct Alerting {
  private func onPost(_ body: (AlertPost) async throws -> Void) async throws {
    // How often a container restarts depends on how busy the machine is.
    try await AlertPost.open(rules: ["ContainerRestartingOften": ["enabled": .bool(false)]], body)
  }

  @Test func eachFiresOnceAndResolves() async throws {
    try await onPost { post in
      let source = try TemporaryFolder()
      let sick = try await post.run("sick", ContainerSpec(probe: ContainerSpec.Probe()))
      let failed = try await post.run("failed")
      try await failed.order(exit: 3)
      let usedUp = try await post.run("used-up", ContainerSpec(behaviour: .exits(1), policy: .onFailure(1)))
      let looping = try await post.run("looping", ContainerSpec(behaviour: .exitsUntilToldToStay(1), policy: .always))
      let mounted = try await post.run("mounted", ContainerSpec(policy: .always, mounts: ["/data": source.path]))
      try await mounted.whenRunning()
      try await post.engine.inside(["rm", "-rf", source.path])
      try await mounted.order(exit: 1)
      let missing = try await TestContainer("missing", ContainerSpec(behaviour: .program(["/no/such/program"])), on: post.engine)
      try? await missing.start()
      let hungry = try await post.run("hungry", ContainerSpec(behaviour: .program(["tail", "/dev/zero"]), memory: 16 << 20))

      let receiver = post.receiver
      try await receiver.expect(["ContainerUnhealthy firing"], of: "sick")
      try await receiver.expect(["ContainerExited firing"], of: "failed")
      try await receiver.expect(["ContainerRestartsExhausted firing"], of: "used-up")
      try await receiver.expect(["ContainerCrashLooping firing"], of: "looping")
      try await receiver.expect(["ContainerRestartFailed firing"], of: "mounted")
      try await receiver.expect(["ContainerStartFailed firing"], of: "missing")
      let alerts = try JSONValue(parsing: try await post.dogwatch.get("/api/v1/alerts").body)["alerts"].array
      #expect(alerts.count >= 6, "\(alerts)")
      #expect(
        try await post.dogwatch.scrape()["dogwatch_alerts_firing", ["alertname": "ContainerExited", "severity": "warning"]] ?? 0 >= 1)

      sick.put("healthy")
      try await failed.start()
      looping.put("stay")
      try await looping.when("staying") { _ in looping.isListening }
      try await looping.stop()
      for container in [usedUp, mounted, missing, hungry] { try await container.remove() }
      try await receiver.expect(["ContainerUnhealthy firing", "ContainerUnhealthy resolved"], of: "sick")
      try await receiver.expect(["ContainerExited firing", "ContainerExited resolved"], of: "failed")
      try await receiver.expect(["ContainerRestartsExhausted firing", "ContainerRestartsExhausted resolved"], of: "used-up")
      try await receiver.expect(["ContainerCrashLooping firing", "ContainerCrashLooping resolved"], of: "looping")
      try await receiver.expect(["ContainerRestartFailed firing", "ContainerRestartFailed resolved"], of: "mounted")
      try await receiver.expect(["ContainerStartFailed firing", "ContainerStartFailed resolved"], of: "missing")
      try await receiver.expect(
        ["ContainerExited firing", "ContainerExited resolved", "ContainerOOMKilled firing", "ContainerOOMKilled resolved"], of: "hungry")
      let summaries = receiver.requests.flatMap { $0.json["alerts"].array }.compactMap { $0["annotations"]["summary"].string }
      #expect(
        summaries.contains { $0.hasPrefix("used-up used up its 1 restart") && $0.contains("Docker has given up (last exit 1") },
        "\(summaries)")
      // The last is counted once its answer has come back.
      try await eventually("each request counted as delivered, and none waiting") {
        let page = try await post.dogwatch.scrape()
        let delivered = page["dogwatch_webhook_notifications_total", ["webhook": "test", "result": "delivered"]]
        return page["dogwatch_webhook_queue_length", ["webhook": "test"]] == 0 && delivered == Double(receiver.requests.count)
      }
    }
  }

  @Test func everydayWorkIsSilent() async throws {
    try await onPost { post in
      let stopped = try await post.run("stopped", ContainerSpec(policy: .always))
      try await stopped.stop()
      let killed = try await post.run("killed", ContainerSpec(policy: .unlessStopped))
      try await killed.kill()
      let restarted = try await post.run("restarted", ContainerSpec(behaviour: .graceful(code: 1), policy: .always))
      try await restarted.whenListening()
      try await restarted.restart()
      let removed = try await post.run("removed")
      try await removed.remove()
      let paused = try await post.run("paused", ContainerSpec(probe: ContainerSpec.Probe()))
      paused.put("healthy")
      try await paused.whenHealth("healthy")
      try await paused.pause()
      try await paused.unpause()
      let renamed = try await post.run("renamed")
      try await renamed.rename("renamed-again")
      let once = try await post.run("once", ContainerSpec(behaviour: .exits(0)))
      try await once.whenExited()
      let selfRemoving = try await TestContainer("self-removing", ContainerSpec(behaviour: .exits(0), autoRemove: true), on: post.engine)
      try await selfRemoving.start()
      // As compose does: five services down and up again.
      for number in 1...5 {
        let labels = ["com.docker.compose.project": "shop", "com.docker.compose.service": "s\(number)"]
        let spec = ContainerSpec(behaviour: .graceful(code: 143), policy: .unlessStopped, labels: labels)
        let old = try await post.run("shop-s\(number)-1", spec)
        try await old.whenListening()
        try await old.stop(timeout: 60)
        try await old.remove()
        let new = try await TestContainer("shop-s\(number)-1", spec, on: post.engine, sharingControlOf: old)
        try await new.start()
      }
      // The one thing that is told, and after which all before it would have been.
      let failed = try await post.run("failed")
      try await failed.order(exit: 9)
      try await post.receiver.expect(["ContainerExited firing"], of: "failed")
      #expect(post.receiver.told.map(\.name) == ["failed"], "\(post.receiver.told)")
    }
  }

  @Test func engineThatDiesIsToldAndWhatStaysDownToo() async throws {
    try await onPost { post in
      _ = try await post.run("lasting", ContainerSpec(policy: .always))
      let modest = try await post.run("modest", ContainerSpec(policy: .unlessStopped))
      try await post.dogwatch.expect(all: [
        "lasting": ContainerCounters(starts: ["new": 1]), "modest": ContainerCounters(starts: ["new": 1]),
      ])
      try await post.engine.kill9()
      try await post.receiver.expect(["EngineUnreachable firing"], of: "")
      try await post.engine.boot()
      try await post.receiver.expect(["EngineUnreachable firing", "EngineUnreachable resolved"], of: "")
      try await post.receiver.expect(["ContainerNotRestored firing"], of: "modest")
      try await modest.start()
      try await post.receiver.expect(["ContainerNotRestored firing", "ContainerNotRestored resolved"], of: "modest")
      #expect(post.receiver.told(of: "lasting").isEmpty, "\(post.receiver.told)")
    }
  }

  @Test func whatWaitsOutlivesAKillAndIsToldOnce() async throws {
    let engine = try await PrivateEngine()
    do {
      let (receiver, state) = (try AlertReceiver(), try TemporaryFolder())
      receiver.answer(503)
      let first = try Dogwatch(host: engine.host, configuration: AlertPost.configuration([receiver.webhook]), state: "\(state.path)/state")
      try await first.whenReady()
      let failed = try await TestContainer("failed", ContainerSpec(), on: engine)
      try await failed.start()
      try await failed.order(exit: 3)
      try await eventually("an attempt") { !receiver.requests.isEmpty }
      first.process.signal(SIGKILL)
      try await first.process.waitForExit()

      receiver.answer(200)
      let second = try Dogwatch(host: engine.host, configuration: AlertPost.configuration([receiver.webhook]), state: "\(state.path)/state")
      try await second.whenReady()
      try await receiver.expect(["ContainerExited firing"], of: "failed")
      let attempts = receiver.requests
      #expect(Set(attempts.map { $0.headers["webhook-id"] ?? "none" }).count == 1, "\(attempts.map(\.headers))")
      #expect(Set(attempts.map(\.body)).count == 1)
      try await second.stop()

      // Told before, ended meanwhile: a third process tells the end, and nothing else.
      let count = receiver.requests.count
      try await failed.start()
      let third = try Dogwatch(host: engine.host, configuration: AlertPost.configuration([receiver.webhook]), state: "\(state.path)/state")
      try await third.whenReady()
      try await receiver.expect(["ContainerExited firing", "ContainerExited resolved"], of: "failed")
      #expect(receiver.requests.count == count + 1)
      try await third.stop()
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }
}
