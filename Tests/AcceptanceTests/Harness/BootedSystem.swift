// A systemd that boots, with Dogwatch installed in it by `make install`, or without any.

import Foundation
import Glibc
import Testing

/// A container of systemd-nspawn over the root that scripts/setup made; what is written in there is gone with it. As a `PrivateEngine` it lives
/// in a PID namespace whose first process waits for the end of a line that this process holds.
final class BootedSystem: Sendable {
  /// Is /shared in there.
  let shared: String
  /// An engine whose folder is /engine in there.
  let engine: PrivateEngine
  /// One passes at a time: who has systemd read its units anew, and who watches what that would take away.
  let reloads = Turnstile(width: 1)
  private let folder: TemporaryFolder
  private let caretaker: ChildProcess
  private let lifeline: Int32
  private let leader: pid_t

  @TaskLocal static var current: BootedSystem?

  static let root = "\(Repository.root)/.build/systemd-root/root"

  struct Missing: Error, CustomStringConvertible {
    var description: String { "this suite lacks the trait .inBootedSystem" }
  }

  static var here: BootedSystem {
    get throws {
      guard let current else { throw Missing() }
      return current
    }
  }

  /// `binds`: more options of systemd-nspawn, such as `--bind-ro=`.
  init(installing: Bool = true, binds more: [String] = []) async throws {
    engine = try await PrivateEngine()
    folder = try TemporaryFolder()
    shared = "\(folder.path)/shared"
    let staged = "\(folder.path)/staged"
    for path in [shared, staged] { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false) }
    if installing { try await Installation.install(to: staged) }
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { throw SystemError("socketpair") }
    lifeline = ends[1]
    let runtime = try await Self.runtime()
    let binds = ["--bind=\(shared):/shared", "--bind-ro=\(staged):/staged", "--bind=\(engine.folder):/engine"] + more
    var environment = ProcessInfo.processInfo.environment
    environment["CGROUP"] = folder.path.replacingOccurrences(of: "/tmp/", with: "")
    environment["PATH", default: ""] += ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"
    caretaker = try ChildProcess(
      "bash", ["-c", Self.care, Self.root] + binds + runtime, environment: environment, log: "\(folder.path)/console",
      descriptors: [0: ends[0]])
    close(ends[0])
    do {
      leader = try await Self.findLeader(by: shared)
    } catch {
      close(lifeline)
      throw error
    }
    try await eventually(
      "a booted systemd", within: .seconds(120), read: { try await run("systemctl is-system-running") },
      until: { ["running\n", "degraded\n"].contains($0) })
    guard installing else { return }
    try await check("cp -a /staged/. / && systemd-sysusers && systemctl daemon-reload && dogwatch --version")
    try await giveToDocker(engine.socket)
  }

  deinit { close(lifeline) }

  /// Ends everything and waits until nothing is left.
  func dismantle() async throws {
    shutdown(lifeline, Int32(SHUT_RDWR))
    try await caretaker.waitForExit()
    try await engine.dismantle()
  }

  /// Whether systemd in there may limit what its units have (`MemoryMax=`, `TasksMax=`): control groups of version 1 are handed on to it.
  static let hasLimits = ["memory", "pids"].allSatisfy { access("/sys/fs/cgroup/\($0)/cgroup.procs", W_OK) == 0 }

  /// What `bash` does beside the system. nspawn makes cgroups below the one it finds itself in: it gets one that can be removed. Those with
  /// limits it hands on to be read only. The first process of the namespace starts the system and ends when the line does.
  private static let care = #"""
    hierarchies=()
    for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/{systemd,unified,memory,pids}; do
      if [[ -e $hierarchy/cgroup.procs ]]; then hierarchies+=("$hierarchy"); fi
    done
    for hierarchy in "${hierarchies[@]}"; do mkdir "$hierarchy/$CGROUP"; echo $$ >"$hierarchy/$CGROUP/cgroup.procs"; done
    unshare --mount --pid --fork --mount-proc --kill-child bash -c '
      systemd-nspawn --quiet --directory="$0" --volatile=overlay --register=no --keep-unit --private-network --console=pipe "$@" \
        bash -c "
          for limit in memory pids; do mount -o remount,bind,rw /sys/fs/cgroup/\$limit; done 2>/dev/null
          exec /usr/lib/systemd/systemd" </dev/null &
      while read -r line; do :; done' "$0" "$@"
    for hierarchy in "${hierarchies[@]}"; do echo $$ >"$hierarchy/cgroup.procs"; done
    find /sys/fs/cgroup -depth -type d -path "*/$CGROUP*" -exec rmdir {} + 2>/dev/null
    """#

  /// Where a binary that is not linked statically looks for the Swift runtime.
  private static func runtime() async throws -> [String] {
    let output = try await ChildProcess.run("readelf", ["-d", "--wide", Repository.dogwatch]).output
    let path = output.firstMatch(of: /Library runpath: \[([^:\]$]+)/)?.1
    return path.map { ["--bind-ro=\($0)"] } ?? []
  }

  /// The process that is 1 in there: the one whose /shared is ours.
  private static func findLeader(by shared: String) async throws -> pid_t {
    // Several boot in one test run.
    let mark = "mark-\(UUID().uuidString)"
    _ = FileManager.default.createFile(atPath: "\(shared)/\(mark)", contents: nil)
    let found = try await eventually(
      "the first process of the booted system", within: .seconds(60),
      read: {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.first { pid in
          (try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)) == "systemd\n"
            && access("/proc/\(pid)/root/shared/\(mark)", F_OK) == 0
        }
      }, until: { $0 != nil })
    return found!  // `eventually` returned it as not nil.
  }

  // MARK: What the tests do in there

  struct Failed: Error, CustomStringConvertible {
    var command: String
    var output: String
    var description: String { "\(command): \(output)" }
  }

  /// Runs a command line and returns what it printed, whatever its exit code.
  func run(_ command: String) async throws -> String { try await execute(command).output }

  /// Runs a command line that must succeed.
  @discardableResult
  func check(_ command: String) async throws -> String {
    let (exit, output) = try await execute(command)
    guard exit == .code(0) else { throw Failed(command: command, output: output) }
    return output
  }

  /// Runs a command line; `options` are bash's.
  func execute(_ command: String, options: [String] = []) async throws -> (exit: ChildProcess.Exit, output: String) {
    try await ChildProcess.run("nsenter", entrance(to: options + ["-c", command]), environment: Self.environment)
  }

  /// Starts a command line without waiting for its end. What it starts is one process group, as in a terminal.
  func start(_ command: String, log: String) throws -> ChildProcess {
    try ChildProcess("nsenter", entrance(to: ["-c", command]), environment: Self.environment, log: log)
  }

  /// Starts a program out here that has the network of in there.
  func startOutside(_ program: String, _ arguments: [String], log: String) throws -> ChildProcess {
    try ChildProcess("nsenter", ["--target", "\(leader)", "--net", program] + arguments, log: log)
  }

  private func entrance(to bash: [String]) -> [String] {
    ["--target", "\(leader)", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "bash"] + bash
  }

  private static let environment = [
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root",
    // A package need not be small here.
    "DPKG_DEB_COMPRESSOR_TYPE": "none",
  ]

  /// Writes a file in there, whose folders are made.
  func write(_ text: String, to path: String, mode: String = "0644", group: String = "root") async throws {
    let name = UUID().uuidString
    try text.write(toFile: "\(shared)/\(name)", atomically: true, encoding: .utf8)
    try await check("install -D -m \(mode) -g \(group) /shared/\(name) '\(path)' && rm /shared/\(name)")
  }

  /// Lets the group `docker` of in there use a socket, as Docker does.
  func giveToDocker(_ socket: String) async throws {
    let fields = try await check("getent group docker").split(separator: ":")
    guard fields.count > 2, let group = gid_t(fields[2]) else { throw Failed(command: "getent group docker", output: "\(fields)") }
    guard chown(socket, 0, group) == 0, chmod(socket, 0o660) == 0 else { throw SystemError("chown \(socket)") }
  }

  /// The process id out here of one in there.
  func outerProcess(of pid: String) throws -> pid_t? {
    let namespace = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(leader)/ns/pid")
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.first { outer in
      guard (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(outer)/ns/pid")) == namespace else { return false }
      let status = (try? String(contentsOfFile: "/proc/\(outer)/status", encoding: .utf8)) ?? ""
      return status.split(separator: "\n").contains { $0.hasPrefix("NSpid:") && $0.hasSuffix("\t\(pid)") }
    }
  }
}

/// Boots a system before a suite and ends it afterwards, whatever happens.
struct InBootedSystem: SuiteTrait, TestScoping {
  var installing = true
  // Once for the suite, not once for each test in it.
  var isRecursive: Bool { false }

  func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
    let system = try await BootedSystem(installing: installing)
    do {
      try await BootedSystem.$current.withValue(system) { try await function() }
    } catch {
      try await system.dismantle()
      throw error
    }
    try await system.dismantle()
  }
}

extension Trait where Self == InBootedSystem {
  static var inBootedSystem: Self { InBootedSystem() }
  /// One in which nobody has installed Dogwatch.
  static var inBareBootedSystem: Self { InBootedSystem(installing: false) }
}

extension Trait where Self == ConditionTrait {
  /// A systemd to boot: root, nspawn, and the root that scripts/setup makes.
  static var needsBoot: Self {
    let hasRoot = access("\(BootedSystem.root)/usr/lib/systemd/systemd", X_OK) == 0
    let missing = Requirements.missing(["systemd-nspawn", "unshare", "nsenter", "make", "readelf"]) + (hasRoot ? [] : [BootedSystem.root])
    return .enabled(
      if: Requirements.mustRun || (geteuid() == 0 && missing.isEmpty),
      "needs root and \(missing.isEmpty ? "nothing else" : missing.joined(separator: ", ")): run `make test` as root")
  }
}
