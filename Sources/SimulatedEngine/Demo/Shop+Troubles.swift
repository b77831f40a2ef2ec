// After the story: the shop lives on, with an occasional trouble.

import Watch

extension Shop {
  /// Some quiet, and then one trouble, chosen by the dice.
  public static func trouble(_ dice: inout SeededDice) -> Script {
    let quiet = Duration.seconds(Int64.random(in: 15...30, using: &dice))
    return switch Int.random(in: 0..<5, using: &dice) {
    case 0: illness(of: api, after: quiet)
    case 1: illness(of: web, after: quiet)
    case 2: once(quiet, "\(worker) crashes once") { try $0.engine.exit(worker, code: 139) }
    case 3: once(quiet, "\(cache) hits its memory limit") { try $0.engine.runOutOfMemory(cache) }
    default: once(quiet, "somebody restarts \(web)") { try $0.engine.restart(web) }
    }
  }

  private static func illness(of name: String, after quiet: Duration) -> Script {
    var script = Script()
    script.at(quiet, "\(name) falls ill for a few seconds") {
      try $0.engine.reprogram(name) { $0.probe = .bad("HTTP 503 Service Unavailable\n") }
    }
    script.at(quiet + .seconds(8)) { try $0.engine.reprogram(name) { $0.probe = .good } }
    return script
  }

  private static func once(
    _ quiet: Duration, _ announcement: String, _ deed: @escaping @Sendable (inout Simulation) throws -> Void
  ) -> Script {
    var script = Script()
    script.at(quiet, announcement, deed)
    return script
  }
}
