// A thread that does not move on: held by ptrace(2), which Swift cannot call as it is variadic.

import Foundation
import Glibc

/// One thread of another process, stopped for as long as this lives.
final class HeldThread: Sendable {
  private let holder: ChildProcess

  /// Holds the first thread whose name begins so.
  init(named name: String, of process: pid_t) async throws {
    let tasks = "/proc/\(process)/task"
    let thread = try FileManager.default.contentsOfDirectory(atPath: tasks).first {
      (try? String(contentsOfFile: "\(tasks)/\($0)/comm", encoding: .utf8))?.hasPrefix(name) == true
    }
    guard let thread else { throw PrivateEngine.Trouble(what: "no thread \(name) in \(process)") }
    let log = "/tmp/dogwatch-\(getpid())-held-\(thread)"
    unlink(log)
    holder = try ChildProcess("python3", ["-u", "-c", Self.script, thread], log: log)
    try await eventually("the hold on thread \(name)", within: .seconds(60), read: { try holder.output }, until: { $0.contains("held") })
    unlink(log)
  }

  /// PTRACE_SEIZE and PTRACE_INTERRUPT; the kernel lets go when the tracer ends. Its second wait takes the thread's end, without which the
  /// process would not end either.
  private static let script = """
    import ctypes, os, sys
    libc = ctypes.CDLL(None, use_errno=True)
    for request in (0x4206, 0x4207):
      if libc.ptrace(request, int(sys.argv[1]), None, None) != 0: sys.exit(os.strerror(ctypes.get_errno()))
    os.waitpid(int(sys.argv[1]), 0x40000000)
    print("held")
    os.waitpid(int(sys.argv[1]), 0x40000000)
    """
}
