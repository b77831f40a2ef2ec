// What is on the tapes that the core is tested over (Tests/DogwatchDaemonTests/Recordings).

import Foundation
import Testing

/// Each makes a tape when `DOGWATCH_RECORD=1`, and else does nothing.
@Suite(.engineLane) struct Tapes {
  @Test func stops() async throws {
    try await Recording.make("stops") { tape in
      let web = try await tape.run("web", ContainerSpec(behaviour: .graceful(), policy: .always))
      try await web.whenListening()
      try await web.pause()
      try await tape.told("paused", of: "web")
      try await web.unpause()
      try await web.rename("www")
      try await web.stop(timeout: 60)
      try await tape.told("exit stopped", of: "www")
      let stubborn = try await tape.run("stubborn")
      try await stubborn.stop()
      try await tape.told("exit stopped", of: "stubborn")
      try await stubborn.start()
      try await stubborn.kill()
      try await tape.told("exit stopped", of: "stubborn", times: 2)
      try await stubborn.remove()
      let job = try await TestContainer("job", ContainerSpec(behaviour: .exits(6), autoRemove: true), on: tape.engine)
      try await job.start()
      try await tape.told("removed", of: "job")
      try await tape.told("removed", of: "stubborn")
    }
  }

  @Test func recreation() async throws {
    try await Recording.make("recreation") { tape in
      let labels = ["com.docker.compose.project": "shop", "com.docker.compose.service": "web"]
      let old = try await tape.run("shop-web-1", ContainerSpec(behaviour: .graceful(), policy: .always, labels: labels))
      try await old.whenListening()
      var spec = old.spec
      spec.labels["com.docker.compose.replace"] = old.id
      let next = try await TestContainer("\(old.id.prefix(12))_shop-web-1", spec, on: tape.engine, sharingControlOf: old)
      try await old.stop(timeout: 60)
      try await old.remove()
      try await next.rename("shop-web-1")
      try await next.start()
      try await tape.told("start new", of: "shop-web-1", times: 2)
      try await next.order(exit: 3)
      try await tape.told("exit restarted", of: "shop-web-1")
      try await next.remove()
      try await tape.told("removed", of: "shop-web-1", times: 2)
    }
  }

  @Test func policies() async throws {
    try await Recording.make("policies") { tape in
      _ = try await tape.run("retrying", ContainerSpec(behaviour: .exits(1), policy: .onFailure(2)))
      try await tape.told("exit exhausted", of: "retrying")
      _ = try await tape.run("done", ContainerSpec(behaviour: .exits(0), policy: .onFailure(2)))
      try await tape.told("exit completed", of: "done")
      let crashing = try await tape.run("crashing", ContainerSpec(behaviour: .exitsUntilToldToStay(1), policy: .always))
      try await tape.told("start policy", of: "crashing", times: 2)
      crashing.put("stay")
      try await crashing.whenRunning()
      try await tape.told("exit restarted", of: "crashing", times: 2)
    }
  }

  @Test func failures() async throws {
    try await Recording.make("failures") { tape in
      let source = try TemporaryFolder()
      let mounted = try await tape.run("mounted", ContainerSpec(policy: .always, mounts: ["/data": source.path]))
      try await mounted.whenRunning()
      try await tape.engine.inside(["rm", "-rf", source.path])
      try await mounted.order(exit: 1)
      try await tape.told("exit restart-failed", of: "mounted")
      let missing = try await TestContainer("missing", ContainerSpec(behaviour: .program(["/no/such/program"])), on: tape.engine)
      try? await missing.start()
      try await tape.told("start-failed", of: "missing")
      _ = try await tape.run("hungry", ContainerSpec(behaviour: .program(["tail", "/dev/zero"]), memory: 16 << 20))
      try await tape.told("exit failed", of: "hungry")
      let plain = try await tape.run("plain")
      try await plain.order(exit: 7)
      try await tape.told("exit failed", of: "plain")
    }
  }

  @Test func health() async throws {
    try await Recording.make("health") { tape in
      let web = try await tape.run("web", ContainerSpec(policy: .always, probe: ContainerSpec.Probe()))
      try await tape.told("health unhealthy", of: "web")
      web.put("healthy")
      try await tape.told("health healthy", of: "web")
      try await web.pause()
      try await tape.told("paused", of: "web")
      try await web.unpause()
      try await web.whenHealth("healthy")
      web.take("healthy")
      try await tape.told("health unhealthy", of: "web", times: 2)
      try await web.order(exit: 2)
      try await tape.told("start policy", of: "web")
      try await tape.told("exit restarted", of: "web")
    }
  }

  // MARK: The engine goes and comes back

  /// One of each policy, running; and one that waits for its next try.
  private func populate(_ tape: Recording) async throws {
    let policies: [(String, ContainerSpec.Policy)] = [
      ("plain", .no), ("lasting", .always), ("modest", .unlessStopped), ("retrying", .onFailure(3)),
    ]
    for (name, policy) in policies {
      let container = try await tape.run(name, ContainerSpec(behaviour: .graceful(), policy: policy))
      try await container.whenListening()
      try await tape.told("start new", of: name)
    }
  }

  @Test func engineStops() async throws {
    try await Recording.make("engine-stops") { tape in
      try await populate(tape)
      try await tape.engine.stop()
      try await tape.engine.boot()
      try await tape.told("gap engine-restarted", of: nil)
      for name in ["lasting", "modest"] { try await tape.told("start engine", of: name) }
    }
  }

  @Test func engineKilled() async throws {
    try await Recording.make("engine-killed") { tape in
      try await populate(tape)
      try await tape.engine.kill9()
      try await tape.engine.boot()
      try await tape.told("gap engine-restarted", of: nil)
      // The clean-up ends `retrying` with 0, which its policy leaves, and marks `modest` as stopped.
      try await tape.told("start engine", of: "lasting")
    }
  }

  @Test func liveRestore() async throws {
    try await Recording.make("live-restore", liveRestore: true) { tape in
      try await populate(tape)
      try await tape.engine.stop()
      try await tape.engine.boot()
      try await tape.told("gap engine-restarted", of: nil)
    }
  }

  @Test func cutLine() async throws {
    try await Recording.make("cut-line") { tape in
      let web = try await tape.run("web", ContainerSpec(behaviour: .graceful(), policy: .always))
      try await web.whenListening()
      let job = try await tape.run("job")
      let gone = try await tape.run("gone")
      for name in ["web", "job", "gone"] { try await tape.told("start new", of: name) }
      tape.recorder.cut()
      try await web.stop(timeout: 60)
      try await web.start()
      try await job.order(exit: 4)
      try await job.whenExited()
      try await gone.remove()
      tape.recorder.note("line mended")
      try tape.recorder.listen()
      try await tape.told("gap stream-lost", of: nil)
      try await tape.told("exit stopped", of: "web")
      try await tape.told("exit failed", of: "job")
      try await tape.told("removed", of: "gone")
    }
  }
}
