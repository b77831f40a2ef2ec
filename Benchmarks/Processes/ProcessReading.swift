// What the kernel tells of a process (proc(5)).

import FoundationEssentials
import Glibc

/// Memory, time and threads of a process at one moment.
struct ProcessReading {
  /// Private memory (RssAnon), MiB.
  let anonymous: Double
  /// Resident memory (VmRSS), MiB.
  let resident: Double
  /// Time on a processor, threads that have ended too, seconds.
  let processorTime: Double
  let openFiles: Int
  let threads: [Thread]

  struct Thread: Hashable {
    var id: Int
    var name: String
    /// How often it went to sleep of its own accord: each time, something has woken it since.
    var sleeps: Int
  }

  init(_ pid: pid_t) throws {
    let status = try Self.text("/proc/\(pid)/status")
    anonymous = Double(Self.number("RssAnon", in: status)) / 1024
    resident = Double(Self.number("VmRSS", in: status)) / 1024
    openFiles = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    processorTime = try Self.processorTime(pid)
    var threads: [Thread] = []
    for task in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task") {
      let folder = "/proc/\(pid)/task/\(task)"
      let status = try Self.text("\(folder)/status")
      let name = try Self.text("\(folder)/comm").filter { $0 != "\n" }
      threads.append(Thread(id: Int(task) ?? 0, name: name, sleeps: Self.number("voluntary_ctxt_switches", in: status)))
    }
    self.threads = threads
  }

  /// The clock of another process (clock_getcpuclockid(3)): schedstat forgets threads that end, and /proc/PID/stat counts hundredths of a second.
  private static func processorTime(_ pid: pid_t) throws -> Double {
    var (clock, time) = (clockid_t(), timespec())
    guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { throw Trouble("no clock of process \(pid)") }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// The number behind a key, whatever its unit.
  private static func number(_ key: String, in status: String) -> Int {
    let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") }
    return line.flatMap { Int($0.drop { !$0.isNumber }.prefix { $0.isNumber }) } ?? 0
  }
}
