// Who plays: containers of every policy, each the witness of its own lives.

/// A container's part. Its program writes into /ctl/lives when it starts and when it ends by itself or on a signal it hears, with the host's
/// time since boot: what it did is known without the engine.
struct ChaosRole: Sendable {
  var name: String
  var spec: ContainerSpec

  static let cast: [ChaosRole] = {
    let probe = ContainerSpec.Probe(interval: 1, retries: 2)
    return [
      ChaosRole(name: "plain", spec: ContainerSpec(behaviour: stubborn)),
      ChaosRole(name: "sick", spec: ContainerSpec(behaviour: stubborn, probe: probe)),
      ChaosRole(name: "hungry", spec: ContainerSpec(behaviour: stubborn, memory: 16 << 20)),
      ChaosRole(name: "fleeting", spec: ContainerSpec(behaviour: stubborn, autoRemove: true)),
      ChaosRole(name: "eternal", spec: ContainerSpec(behaviour: stubborn, policy: .always)),
      ChaosRole(name: "patient", spec: ContainerSpec(behaviour: hearing(3), policy: .always, probe: probe)),
      ChaosRole(name: "modest", spec: ContainerSpec(behaviour: stubborn, policy: .unlessStopped, probe: probe)),
      ChaosRole(name: "tidy", spec: ContainerSpec(behaviour: hearing(0), policy: .unlessStopped)),
      ChaosRole(name: "retrying", spec: ContainerSpec(behaviour: stubborn, policy: .onFailure())),
      ChaosRole(name: "limited", spec: ContainerSpec(behaviour: hearing(143), policy: .onFailure(2))),
    ]
  }()

  private static let testimony = "w() { read u r </proc/uptime; echo \"$@ $u\" >>/ctl/lives; }; w s"

  /// Knows no signal but SIGKILL.
  private static let stubborn = ContainerSpec.Behaviour.shell(
    "\(testimony); read c </ctl/do; w x $c; case $c in oom) exec tail /dev/zero;; esac; exit $c")

  /// Exits with that code on SIGTERM.
  private static func hearing(_ code: Int) -> ContainerSpec.Behaviour {
    .shell("trap 'w t \(code); exit \(code)' TERM; \(testimony); (read c </ctl/do; exit $c) & wait $!; c=$?; w x $c; exit $c")
  }
}
