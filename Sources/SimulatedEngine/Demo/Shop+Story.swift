// What happens to the shop in its first minute: each kind of trouble once, announced before it happens.

import Watch

extension Shop {
  /// The story. Told in about 45 seconds.
  public static var story: Script {
    var script = Script()
    sicken(&script)
    crash(&script)
    tend(&script)
    restartEngine(&script)
    script.at(.seconds(47), "that was the story; the shop lives on, with a trouble now and then (Ctrl-C ends it)")
    return script
  }

  private static func sicken(_ script: inout Script) {
    script.at(.seconds(1), "\(api) loses its database: its health check fails from now on, two failures in a row make it unhealthy") {
      try $0.engine.reprogram(api) { $0.probe = .bad("cannot reach db:5432: connection refused\n") }
    }
    script.at(.milliseconds(4500), "\(cache) hits its memory limit: the kernel kills it, its policy (always) brings it back") {
      try $0.engine.runOutOfMemory(cache)
    }
    script.at(.seconds(6), "\(worker) chokes on a poisoned job: it dies 0.3 s after each start, and Docker waits twice as long each time") {
      try $0.engine.reprogram(worker) { $0.ending = .init(after: .milliseconds(300), exitCode: 1) }
      try $0.engine.exit(worker, code: 1)
    }
    script.at(.seconds(9), "\(api) has its database back") {
      try $0.engine.reprogram(api) { $0.probe = .good }
    }
  }

  private static func crash(_ script: inout Script) {
    script.at(.seconds(11), "\(mailer) may be restarted three times (on-failure:3); its configuration is wrong, so that will not help") {
      try $0.engine.reprogram(mailer) { $0.ending = .init(after: .milliseconds(400), exitCode: 78) }
      try $0.engine.exit(mailer, code: 78)
    }
    script.at(.seconds(15), "somebody takes the poisoned job away: \(worker) stays up after its next start") {
      try $0.engine.reprogram(worker) { $0.ending = nil }
    }
    script.at(.seconds(17), "\(migration) is a one-off: it starts, does its work, and ends with 0") {
      try $0.engine.run(migration, oneOff)
    }
  }

  private static var oneOff: Blueprint {
    var blueprint = service("migrate", image: "shop/api:4.2", .no)
    blueprint.program.ending = .init(after: .milliseconds(1500), exitCode: 0)
    return blueprint
  }

  private static func tend(_ script: inout Script) {
    script.at(.seconds(20), "somebody stops \(api), and starts it again two seconds later: no alarm for that") {
      try $0.engine.stop(api)
    }
    script.at(.seconds(22)) { try $0.engine.start(api) }
    script.at(.seconds(24), "somebody mends the configuration and starts \(mailer)") {
      try $0.engine.reprogram(mailer) { $0.ending = nil }
      try $0.engine.start(mailer)
    }
    script.at(.seconds(26), "compose replaces \(web) by a new version: another container under the same name") {
      try beginReplacement(&$0.engine)
    }
    script.at(.milliseconds(26_500)) { try endReplacement(&$0.engine) }
    script.at(.seconds(29), "\(migration) is removed, and a second one cannot even start: its program is missing from the image") {
      try $0.engine.remove(migration)
      try $0.engine.create("shop-migrate-2", broken)
      try? $0.engine.start("shop-migrate-2")
    }
  }

  private static var broken: Blueprint {
    var blueprint = service("migrate", image: "shop/api:4.3-rc1", .no)
    blueprint.program.startError = .init(message: "exec: \"/app/migrate\": stat /app/migrate: no such file or directory")
    return blueprint
  }

  /// As compose does: the new one under a temporary name, then the old one stopped.
  private static func beginReplacement(_ engine: inout Engine) throws(Refusal) {
    let old = try engine.find(web).id
    var blueprint = storefront
    blueprint.image = "shop/web:4.3"
    blueprint.labels["com.docker.compose.replace"] = old.text
    try engine.create("\(old.short)_\(web)", blueprint)
    try engine.stop(web)
  }

  private static func endReplacement(_ engine: inout Engine) throws(Refusal) {
    let old = try engine.find(web).id
    try engine.remove(web)
    try engine.rename("\(old.short)_\(web)", to: web)
    try engine.start(web)
  }

  private static func restartEngine(_ script: inout Script) {
    script.at(
      .seconds(32), "the engine itself is restarted, as by an upgrade of Docker: it takes everything down and is away for three seconds"
    ) {
      $0.engine.shutDown()
    }
    script.at(.seconds(36), "the engine is back, and starts what its policies bring back") { $0.engine.boot() }
    script.at(.seconds(41), "\(database) is slow to answer for a moment") {
      try $0.engine.reprogram(database) { $0.probe = .bad("no response\n") }
    }
    script.at(.seconds(45), "\(database) answers again") { try $0.engine.reprogram(database) { $0.probe = .good } }
  }
}
