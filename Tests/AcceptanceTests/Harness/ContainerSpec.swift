// What a container of a scenario is like.

/// The parts of a container that matter to the watcher.
struct ContainerSpec: Sendable {
  /// What its first process does.
  enum Behaviour: Sendable {
    /// Waits for an exit code in the pipe /ctl/do and exits with it; knows no signal but SIGKILL, as first processes do.
    case stubborn
    /// The same, and exits with that code on SIGTERM (or its own STOPSIGNAL).
    case graceful(code: Int = 0)
    /// Exits at once.
    case exits(Int)
    /// Exits at once with that code while there is no /ctl/stay, then obeys as `stubborn`.
    case exitsUntilToldToStay(Int)
    case shell(String)
    case program([String])
  }

  enum Policy: Sendable, Equatable {
    case no, always, unlessStopped
    case onFailure(Int = 0)

    var word: String {
      switch self {
      case .no: "no"
      case .always: "always"
      case .unlessStopped: "unless-stopped"
      case .onFailure: "on-failure"
      }
    }
  }

  /// A health check; nanoseconds go over the wire, seconds are written here.
  struct Probe: Sendable {
    var test = ["CMD", "test", "-e", "/ctl/healthy"]
    var interval = 1.0
    /// Generous: on a busy machine starting a probe alone may take seconds, and a probe that times out counts as failed.
    var timeout = 60.0
    var retries = 2
    var startPeriod = 0.0
  }

  var behaviour = Behaviour.stubborn
  var policy = Policy.no
  var probe: Probe?
  var autoRemove = false
  /// As `docker run -it` makes it.
  var isInteractive = false
  var memory = 0
  var stopSignal: String?
  var stopTimeout: Int? = 1
  var labels: [String: String] = [:]
  /// Host folders, by where the container sees them.
  var mounts: [String: String] = [:]
  var image = "box"

  private var command: [String] {
    let obey = "read c </ctl/do; exit $c"
    switch behaviour {
    case .stubborn: return ["sh", "-c", obey]
    case .graceful(let code):
      let signal = stopSignal.map { $0.hasPrefix("SIG") ? String($0.dropFirst(3)) : $0 } ?? "TERM"
      // `wait` returns at once when a signal comes, an open of a pipe may not.
      return ["sh", "-c", "trap 'exit \(code)' \(signal); : >/ctl/up; (\(obey)) & wait $!"]
    case .exits(let code): return ["sh", "-c", "exit \(code)"]
    case .exitsUntilToldToStay(let code): return ["sh", "-c", "test -e /ctl/stay || exit \(code); : >/ctl/up; \(obey)"]
    case .shell(let script): return ["sh", "-c", script]
    case .program(let words): return words
    }
  }

  /// The body of a create request.
  func body(control: String) throws -> [UInt8] {
    var restart: [String: Any] = ["Name": policy.word]
    if case .onFailure(let limit) = policy { restart["MaximumRetryCount"] = limit }
    var host: [String: Any] = ["NetworkMode": "none", "RestartPolicy": restart, "AutoRemove": autoRemove]
    var mounts = mounts
    mounts["/ctl"] = control
    // Mounts, not Binds: for those the engine would make a missing source itself.
    host["Mounts"] = mounts.sorted { $0.key < $1.key }.map { ["Type": "bind", "Source": $0.value, "Target": $0.key] }
    if memory > 0 {
      host["Memory"] = memory
      host["MemorySwap"] = memory
    }
    var body: [String: Any] = ["Image": image, "Cmd": command, "Labels": labels, "HostConfig": host]
    if isInteractive { for key in ["AttachStdin", "OpenStdin", "StdinOnce", "Tty"] { body[key] = true } }
    if let stopSignal { body["StopSignal"] = stopSignal }
    if let stopTimeout { body["StopTimeout"] = stopTimeout }
    if let probe {
      func nanoseconds(_ seconds: Double) -> Int { Int(seconds * 1e9) }
      body["Healthcheck"] = [
        "Test": probe.test, "Interval": nanoseconds(probe.interval), "Timeout": nanoseconds(probe.timeout), "Retries": probe.retries,
        "StartPeriod": nanoseconds(probe.startPeriod),
      ]
    }
    return try jsonBytes(body)
  }
}
