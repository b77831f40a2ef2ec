// The daemon itself, as it is installed: the release binary of this build in a process of its own.

import FoundationEssentials
import Glibc
import SimulatedEngine

/// A `dogwatch run` as systemd would start it: told to notify, with a watchdog, its state on disk. Ends when nothing refers to it any more.
final class Daemon {
  let pid: pid_t
  let folder: Folder
  /// From the start of the process to READY=1.
  let secondsToReady: Double
  /// Where it serves, on loopback.
  let port: Int
  /// Whoever keeps it must listen: one that is full holds up the daemon.
  private let notifications: NotifySocket?

  /// The binary beside this one.
  static let binary: String = {
    return Bench.path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/dogwatch"
  }()

  /// Starts it on an engine and waits until it is ready. `members`: what else its configuration has, as JSON. `heard`: `silence` is asked now
  /// and then.
  init(watching host: String, _ members: String = "", reconcileInterval: String = "30s", heard: Bool = false) throws {
    folder = try Folder()
    let configuration = #"""
      {
        "engine": {"host": "\#(host)", "reconcileInterval": "\#(reconcileInterval)"},
        "http": {"listen": "127.0.0.1:0"}\#(members.isEmpty ? "" : ", " + members)
      }
      """#
    try Data(configuration.utf8).write(to: URL(filePath: "\(folder.path)/config.json"))
    let notifications = try NotifySocket(path: "\(folder.path)/notify")
    let began = seconds()
    pid = try ChildProcess.start(
      Self.binary, ["run", "--config", "\(folder.path)/config.json"],
      environment: [
        "STATE_DIRECTORY": "\(folder.path)/state", "NOTIFY_SOCKET": "\(folder.path)/notify", "WATCHDOG_USEC": "30000000",
      ], output: "\(folder.path)/log")
    guard notifications.waitForReady(until: began + 120) else {
      kill(pid, SIGKILL)
      throw Trouble("no READY=1 from the daemon:\n\(Self.text(folder))")
    }
    secondsToReady = seconds() - began
    self.notifications = heard ? notifications : nil
    guard let found = Self.text(folder).firstMatch(of: /http:\/\/127\.0\.0\.1:([0-9]+)/).flatMap({ Int($0.1) }) else {
      throw Trouble("the daemon does not say where it serves:\n\(Self.text(folder))")
    }
    port = found
  }

  deinit {
    kill(pid, SIGTERM)
    ChildProcess.wait(for: pid)
  }

  /// What it has said so far.
  var log: String { Self.text(folder) }

  private static func text(_ folder: Folder) -> String {
    (try? String(contentsOfFile: "\(folder.path)/log", encoding: .utf8)) ?? ""
  }

  /// Seconds for which systemd's watchdog has not been fed.
  func silence() -> Double { notifications?.silence() ?? .nan }

  /// The size of its database and the log beside it, bytes.
  var storeSize: Int {
    ["dogwatch.db", "dogwatch.db-wal"].reduce(0) { sum, name in
      var status = stat()
      return stat("\(folder.path)/state/\(name)", &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }
}
