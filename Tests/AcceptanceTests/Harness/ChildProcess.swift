// A program started by a test. Its output goes to a file; it gets no descriptor but those it is given.

import Foundation
import Glibc

/// spawn.h declares it for _GNU_SOURCE alone, which Swift does not set.
@_silgen_name("posix_spawn_file_actions_addclosefrom_np")
@discardableResult private func addCloseFrom(_ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ first: CInt) -> CInt

/// A child with a log file; ended with SIGKILL when nothing refers to it any more.
final class ChildProcess: Sendable {
  let pid: pid_t
  let log: String
  private let ended = Locked<Exit?>(nil)

  /// How a child ended.
  enum Exit: Equatable, Sendable {
    case code(Int32)
    case signal(Int32)
  }

  /// Starts `path`. `descriptors` maps descriptors of the child to ours.
  init(
    _ path: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment, log: String,
    descriptors: [Int32: Int32] = [:]
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    for (theirs, ours) in descriptors.sorted(by: { $0.key < $1.key }) { posix_spawn_file_actions_adddup2(&actions, ours, theirs) }
    // What tests beside this one have open just then is none of its business; not everything of theirs closes on exec from the beginning.
    addCloseFrom(&actions, max(descriptors.keys.max() ?? 0, 2) + 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own, so that Ctrl-C in the terminal ends the tests first, and nothing blocked or ignored.
    posix_spawnattr_setpgroup(&attributes, 0)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid: pid_t = 0
    let result = posix_spawnp(&pid, path, &actions, &attributes, &argv, &envp)
    guard result == 0 else { throw SystemError("start \(path)", result) }
    self.pid = pid
    self.log = log
  }

  deinit {
    signal(SIGKILL)
    var status: Int32 = 0
    if ended.read({ $0 }) == nil { waitpid(pid, &status, 0) }
  }

  /// Sends a signal unless the child is known to have ended.
  func signal(_ number: Int32) {
    ended.read { if $0 == nil { _ = kill(pid, number) } }
  }

  /// How it ended, nil while it runs.
  var exit: Exit? {
    ended.change { exit in
      var status: Int32 = 0
      guard exit == nil, waitpid(pid, &status, WNOHANG) == pid else { return exit }
      exit = status & 0x7F == 0 ? .code(status >> 8 & 0xFF) : .signal(status & 0x7F)
      return exit
    }
  }

  @discardableResult
  func waitForExit(within limit: Duration = .seconds(60)) async throws -> Exit {
    let exit = try await eventually("the end of process \(pid)", within: limit, read: { self.exit }, until: { $0 != nil })
    return exit!  // `eventually` returned it as not nil.
  }

  var output: String {
    get throws { String(decoding: try Data(contentsOf: URL(fileURLWithPath: log)), as: UTF8.self) }
  }

  /// Runs a program to its end and returns what it printed (both streams).
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
    within limit: Duration = .seconds(300)
  ) async throws -> (exit: Exit, output: String) {
    let log = FileManager.default.temporaryDirectory.appendingPathComponent("dogwatch-\(UUID().uuidString).log").path
    defer { unlink(log) }
    let child = try ChildProcess(path, arguments, environment: environment, log: log)
    let exit = try await child.waitForExit(within: limit)
    return (exit, try child.output)
  }
}

/// A value behind a lock.
final class Locked<Value>: @unchecked Sendable {  // Every access to `value` holds the lock.
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) {
    self.value = value
  }

  func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }

  func read<Result>(_ body: (Value) throws -> Result) rethrows -> Result { try change { try body($0) } }
}
