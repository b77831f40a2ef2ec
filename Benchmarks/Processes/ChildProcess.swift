// Programs started by the benchmarks.

import Glibc

enum ChildProcess {
  /// Starts a program whose output goes to a file; with its own environment beside PATH.
  static func start(_ path: String, _ arguments: [String], environment: [String: String] = [:], output: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let search = "PATH=" + (getenv("PATH").map { String(cString: $0) } ?? "") + ":/usr/sbin:/sbin"
    var argv = pointers(to: [path] + arguments)
    var envp = pointers(to: [search] + environment.map { "\($0)=\($1)" })
    defer { for pointer in argv + envp { free(pointer) } }
    var pid: pid_t = 0
    let result = posix_spawnp(&pid, path, &actions, nil, &argv, &envp)
    guard result == 0 else { throw Trouble("cannot start \(path): error \(result)") }
    return pid
  }

  /// C strings and a nil behind them; to be freed.
  private static func pointers(to texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { text in strdup(text) } + [nil]
  }

  /// Waits for its end; returns its exit code, or 128 and the signal.
  @discardableResult
  static func wait(for pid: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// Runs a program to its end; throws what it said when it failed.
  static func run(_ path: String, _ arguments: [String], environment: [String: String] = [:], output: String) throws {
    let code = wait(for: try start(path, arguments, environment: environment, output: output))
    guard code == 0 else { throw Trouble("\(path) ended with \(code), see \(output)") }
  }
}
