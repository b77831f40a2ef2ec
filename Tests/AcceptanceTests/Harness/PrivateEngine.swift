// A Docker engine of the test's own, in a namespace of its own: whatever happens to the test, ending one process ends them all.

import Foundation
import Glibc
import Testing

/// A private dockerd. All of it lives in one PID and mount namespace whose first process waits for the end of a line that this
/// process holds: when the engine is dismantled, or the test run dies, the kernel ends dockerd, containerd, shims and containers, the
/// mounts vanish, and what waited outside removes cgroups and folder. `/run/containerd` is hidden in there: a dockerd that finds the
/// machine's own containerd would share it (moby cmd/dockerd/daemon_unix.go: `systemContainerdRunning`).
final class PrivateEngine: Sendable {
  /// How it listens: by itself, or on a socket that the test holds, as systemd does for Debian's `dockerd -H fd://`.
  enum Listening: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case unix = "unix://"
    case descriptor = "fd://"

    var testDescription: String { rawValue }
  }

  let folder: String
  let listening: Listening
  let liveRestore: Bool
  /// Whether it has a network and a `/run` of its own, with its socket where a machine's engine has it.
  let isAlone: Bool
  private let caretaker: ChildProcess
  private let lifeline: Int32
  private let cgroup: String
  private let firstProcess: pid_t
  private let heldSocket: Int32?
  private let daemon = Locked<Daemon?>(nil)

  private struct Daemon {
    var entrance: ChildProcess
    var pid: pid_t
  }

  var socket: String { "\(folder)/docker.sock" }
  var host: String { "unix://\(socket)" }
  var api: EngineAPI { EngineAPI(socket: socket) }

  /// Starts an engine that has the image `box`.
  init(listening: Listening = .unix, liveRestore: Bool = false, isAlone: Bool = false) async throws {
    let folder = try TemporaryFolder.make()
    self.folder = folder
    self.listening = listening
    self.liveRestore = liveRestore
    self.isAlone = isAlone
    cgroup = folder.replacingOccurrences(of: "/tmp/", with: "")
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { throw SystemError("socketpair") }
    lifeline = ends[1]
    var environment = Self.environment
    environment["FOLDER"] = folder
    environment["CGROUP"] = cgroup
    environment["NETWORK"] = isAlone ? "--net" : nil
    caretaker = try ChildProcess(
      "sh", ["-c", Self.care], environment: environment, log: "\(folder)/caretaker.log", descriptors: [0: ends[0]])
    close(ends[0])
    let unshare = caretaker.pid
    do {
      try await eventually("the namespace of a private engine", within: .seconds(60)) {
        FileManager.default.fileExists(atPath: "\(folder)/ready")
      }
      guard let outer = Self.children(of: unshare).first, let first = Self.children(of: outer).first else {
        throw Trouble(what: "no first process in the namespace")
      }
      firstProcess = first
      heldSocket = listening == .descriptor ? try SocketAddress.unix("\(folder)/docker.sock").listen() : nil
    } catch {
      close(lifeline)
      throw error
    }
    try await boot()
    try await api.importBox()
  }

  deinit {
    close(lifeline)
    if let heldSocket { close(heldSocket) }
  }

  struct Trouble: Error, CustomStringConvertible {
    var what: String
    var description: String { what }
  }

  /// Ends everything and waits until nothing is left.
  func dismantle() async throws {
    shutdown(lifeline, Int32(SHUT_RDWR))
    try await caretaker.waitForExit()
  }

  /// What `sh` does beside the engine. Its first process reads that line, and as bash reaps what loses its parent. What is paused could not die.
  private static let care = """
    unshare --mount --pid $NETWORK --fork --mount-proc --kill-child bash -c '
      if [[ -n ${NETWORK-} ]]; then mount -t tmpfs none /run && ip link set lo up || exit; fi
      mkdir -p /run/containerd && mount -t tmpfs none /run/containerd && touch "$FOLDER/ready"
      while read -r line; do :; done
      for state in $(find /sys/fs/cgroup -path "*/$CGROUP*/freezer.state"); do echo THAWED >"$state"; done'
    cd /
    find /sys/fs/cgroup -depth -type d -path "*/$CGROUP*" -exec rmdir {} + 2>/dev/null
    rm -rf "$FOLDER"
    """

  /// The environment of what is started: `dockerd` lives where a user's PATH does not look.
  private static let environment: [String: String] = {
    var environment = ProcessInfo.processInfo.environment
    environment["PATH", default: ""] += ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"
    for name in environment.keys where name.hasPrefix("DOCKER_") || name.hasPrefix("LISTEN_") { environment[name] = nil }
    return environment
  }()

  private static func children(of pid: pid_t) -> [pid_t] {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
    return text.split(separator: " ").compactMap { pid_t($0) }
  }

  // MARK: Its life

  /// Starts dockerd and waits until it answers.
  func boot() async throws {
    try launch()
    try await eventually("an answer of the private engine (\(logTail))", within: .seconds(120)) {
      if let exit = self.daemon.read({ $0?.entrance.exit }) { throw Trouble(what: "dockerd ended: \(exit)\n\(self.logTail)") }
      return try await HTTPExchange(address: .unix(self.socket), target: "/_ping", limit: 5).send().status == 200
    }
  }

  /// Starts dockerd without waiting.
  func launch() throws {
    // After a kill it may name a zombie, which dockerd would take for a living containerd (TESTING.md).
    unlink("\(folder)/exec/containerd/containerd.pid")
    unlink("\(folder)/pid")
    if !FileManager.default.fileExists(atPath: "\(folder)/daemon.json") {
      try "{}".write(toFile: "\(folder)/daemon.json", atomically: true, encoding: .utf8)
    }
    var command = "exec dockerd -H \(listening == .unix ? host : "fd://")"
    if listening == .descriptor { command = "export LISTEN_FDS=1 LISTEN_PID=$$; " + command }
    command += " --config-file \(folder)/daemon.json --data-root \(folder)/data --exec-root \(folder)/exec --pidfile \(folder)/pid"
    command += " --bridge=none --iptables=false --ip-forward=false --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent /\(cgroup)"
    if liveRestore { command += " --live-restore" }
    if isAlone { command += " -H unix:///var/run/docker.sock" }
    let entrance = try ChildProcess(
      "nsenter", entering + ["sh", "-c", command], environment: Self.environment,
      log: "\(folder)/dockerd.log", descriptors: heldSocket.map { [3: $0] } ?? [:])
    daemon.change { $0 = Daemon(entrance: entrance, pid: 0) }
  }

  /// The process id of dockerd itself, as seen from here.
  private func daemonProcess() throws -> (ChildProcess, pid_t) {
    try daemon.change { daemon in
      guard let entrance = daemon?.entrance else { throw Trouble(what: "dockerd was not started") }
      if daemon?.pid == 0 { daemon?.pid = Self.children(of: entrance.pid).first ?? 0 }
      guard let pid = daemon?.pid, pid > 0 else { throw Trouble(what: "dockerd is not there") }
      return (entrance, pid)
    }
  }

  /// SIGTERM, as at a shutdown or an upgrade; returns when it has ended.
  func stop() async throws {
    let (entrance, pid) = try daemonProcess()
    kill(pid, SIGTERM)
    try await entrance.waitForExit(within: .seconds(120))
  }

  /// SIGKILL to dockerd alone; containerd goes with it, shims and containers live on.
  func kill9() async throws {
    let (entrance, pid) = try daemonProcess()
    kill(pid, SIGKILL)
    try await entrance.waitForExit()
  }

  /// Ends dockerd and every container at one blow, as when the host loses power.
  func crashHost() async throws {
    let (entrance, _) = try daemonProcess()
    try await inside(["sh", "-c", "kill -9 -1"])
    try await entrance.waitForExit()
  }

  /// SIGSTOP: it neither accepts nor answers.
  func freeze() throws {
    kill(try daemonProcess().1, SIGSTOP)
  }

  func thaw() throws {
    let (entrance, pid) = try daemonProcess()
    // nsenter stops together with its child (util-linux: `continue_as_child`).
    kill(entrance.pid, SIGCONT)
    kill(pid, SIGCONT)
  }

  /// Runs a command in the engine's namespace, where the process ids are those that inspect tells.
  @discardableResult
  func inside(_ command: [String]) async throws -> String {
    try await ChildProcess.run(
      "nsenter", entering + command, environment: Self.environment
    ).output
  }

  private var entering: [String] { ["--mount", "--pid"] + (isAlone ? ["--net"] : []) + ["--target", "\(firstProcess)"] }

  var logTail: String {
    let text = (try? String(contentsOfFile: "\(folder)/dockerd.log", encoding: .utf8)) ?? "no log"
    return String(text.suffix(1500))
  }
}
