// The script itself: every sequence of ENGINE.md that both engines can be made to go through at will.

enum SameScript {
  private static let probe = ContainerSpec.Probe(interval: 1, retries: 2)

  static let steps: [ScriptedStep] = health + restarts + oneOffs + backOffs + identities + pauses + engine

  private static let health: [ScriptedStep] = [
    ScriptedStep(.create("web", ContainerSpec(behaviour: .graceful(), policy: .always, probe: probe)), ["web": ["created"]]),
    ScriptedStep(.start("web"), ["web": ["start new", "health healthy"]]),
    ScriptedStep(.sicken("web"), ["web": ["health unhealthy"]]),
    ScriptedStep(.heal("web"), ["web": ["health healthy"]]),
    ScriptedStep(.pause("web"), ["web": ["paused"]]),
    ScriptedStep(.unpause("web"), ["web": ["unpaused"]]),
    ScriptedStep(.stop("web"), ["web": ["exit stopped"]]),
    ScriptedStep(.start("web"), ["web": ["start manual", "health healthy"]]),
    ScriptedStep(.restart("web"), ["web": ["exit stopped", "start manual", "health healthy"]]),
  ]

  private static let restarts: [ScriptedStep] = [
    ScriptedStep(.create("api", ContainerSpec(policy: .unlessStopped)), ["api": ["created"]]),
    ScriptedStep(.start("api"), ["api": ["start new"]]),
    ScriptedStep(.exit("api", code: 3), ["api": ["exit restarted", "start policy"]]),
    ScriptedStep(.kill("api", signal: 1)),
    ScriptedStep(.exit("api", code: 5), ["api": ["exit restart-cancelled"]]),
    ScriptedStep(.start("api"), ["api": ["start manual"]]),
    ScriptedStep(.kill("api", signal: 9), ["api": ["exit stopped"]]),
    ScriptedStep(.start("api"), ["api": ["start manual"]]),
    ScriptedStep(.create("mailer", ContainerSpec(policy: .onFailure(2))), ["mailer": ["created"]]),
    ScriptedStep(.start("mailer"), ["mailer": ["start new"]]),
    ScriptedStep(.exit("mailer", code: 6), ["mailer": ["exit restarted", "start policy"]]),
    ScriptedStep(.exit("mailer", code: 6), ["mailer": ["exit restarted", "start policy"]]),
    ScriptedStep(.exit("mailer", code: 6), ["mailer": ["exit exhausted"]]),
    ScriptedStep(.start("mailer"), ["mailer": ["start manual"]]),
    ScriptedStep(.exit("mailer", code: 0), ["mailer": ["exit completed"]]),
  ]

  private static let oneOffs: [ScriptedStep] = [
    ScriptedStep(.create("broken", ContainerSpec(behaviour: .exits(4))), ["broken": ["created"]]),
    ScriptedStep(.start("broken"), ["broken": ["start new", "exit failed"]]),
    ScriptedStep(.start("broken"), ["broken": ["start manual", "exit failed"]]),
    ScriptedStep(.create("temporary", ContainerSpec(behaviour: .exits(0), autoRemove: true)), ["temporary": ["created"]]),
    ScriptedStep(.start("temporary"), ["temporary": ["start new", "exit completed", "removed"]]),
    ScriptedStep(.create("missing", ContainerSpec(behaviour: .program(["/no/such/program"]))), ["missing": ["created"]]),
    ScriptedStep(.startInVain("missing"), ["missing": ["start-failed"]]),
    ScriptedStep(
      .create("hungry", ContainerSpec(behaviour: .program(["tail", "/dev/zero"]), policy: .onFailure(1), memory: 16 << 20)),
      ["hungry": ["created"]]),
    ScriptedStep(.start("hungry"), ["hungry": ["start new", "exit restarted", "start policy", "exit exhausted"]]),
  ]

  private static let backOffs: [ScriptedStep] = [
    ScriptedStep(.create("loop", ContainerSpec(behaviour: .exits(1), policy: .always)), ["loop": ["created"]]),
    ScriptedStep(.start("loop"), ["loop": ["start new"]]),
    ScriptedStep(
      .awaitBackOff("loop", restart: 7),
      ["loop": (1...6).flatMap { _ in ["exit restarted", "start policy"] }]),
    ScriptedStep(.stop("loop"), ["loop": ["exit stopped"]]),
    ScriptedStep(.remove("loop"), ["loop": ["removed"]]),
    ScriptedStep(.create("mounted", ContainerSpec(policy: .always)), ["mounted": ["created"]]),
    ScriptedStep(.start("mounted"), ["mounted": ["start new"]]),
    ScriptedStep(.breakStart("mounted")),
    ScriptedStep(.exit("mounted", code: 1), ["mounted": ["exit restart-failed"]]),
    ScriptedStep(.remove("mounted"), ["mounted": ["removed"]]),
  ]

  private static let identities: [ScriptedStep] = [
    ScriptedStep(.create("worker", ContainerSpec(policy: .always)), ["worker": ["created"]]),
    ScriptedStep(.start("worker"), ["worker": ["start new"]]),
    ScriptedStep(.rename("worker", to: "labourer"), ["labourer": ["renamed"]]),
    ScriptedStep(.remove("labourer"), ["labourer": ["exit stopped", "removed"]]),
    ScriptedStep(.createReplacement("web"), ["ID_web": ["created"]]),
    ScriptedStep(.replace("web"), ["web": ["exit stopped", "removed", "renamed", "start new", "health healthy"]]),
  ]

  private static let pauses: [ScriptedStep] = [
    ScriptedStep(.create("frozen", ContainerSpec()), ["frozen": ["created"]]),
    ScriptedStep(.start("frozen"), ["frozen": ["start new"]]),
    ScriptedStep(.pause("frozen"), ["frozen": ["paused"]]),
    ScriptedStep(.stop("frozen"), ["frozen": ["unpaused", "exit stopped"]]),
    ScriptedStep(.start("frozen"), ["frozen": ["start manual"]]),
    ScriptedStep(.pause("frozen"), ["frozen": ["paused"]]),
    ScriptedStep(.kill("frozen", signal: 9), ["frozen": ["exit stopped"]]),
  ]

  private static let engine: [ScriptedStep] = [
    ScriptedStep(.create("db", ContainerSpec(behaviour: .graceful(code: 3), policy: .onFailure(5))), ["db": ["created"]]),
    ScriptedStep(.start("db"), ["db": ["start new"]]),
    ScriptedStep(.create("idle", ContainerSpec()), ["idle": ["created"]]),
    ScriptedStep(.start("idle"), ["idle": ["start new"]]),
    ScriptedStep(.engineStop, ["web": [down], "api": [down], "db": [down], "idle": [down]]),
    ScriptedStep(.engineBoot, ["web": [up, well], "api": [up], "db": [up], "": [gap]]),
    ScriptedStep(.start("idle"), ["idle": ["start manual"]]),
    // It lived on, and is stopped by the engine's own clean-up, which leaves `unless-stopped` down.
    ScriptedStep(.engineKill),
    ScriptedStep(.engineBoot, ["web": [down, up, well], "api": [down], "db": [down, up], "idle": [down], "": [gap]]),
    ScriptedStep(.start("api"), ["api": ["start manual"]]),
    ScriptedStep(.start("idle"), ["idle": ["start manual"]]),
    ScriptedStep(.hostCrash),
    ScriptedStep(
      .engineBoot, ["web": [down, up, well], "api": [down, up], "db": [down, up], "idle": [down], "": [gap]]),
    ScriptedStep(.stop("web"), ["web": ["exit stopped"]]),
    ScriptedStep(.remove("web"), ["web": ["removed"]]),
  ]

  private static let (down, up, well, gap) = ("exit engine-shutdown", "start engine", "health healthy", "gap engine-restarted")
}
