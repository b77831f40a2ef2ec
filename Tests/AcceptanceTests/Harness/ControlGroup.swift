// A limit that the kernel keeps for one process, as it does for a unit.

import Foundation
import Glibc
import Testing

/// A control group of a test's own, for processes (pids) or memory.
final class ControlGroup: Sendable {
  enum Controller: String, Sendable { case pids, memory }

  private let controller: Controller
  /// Its folder: who writes its own process id to `cgroup.procs` in there belongs to it.
  let path: String

  /// Version 1 has a tree for each controller, version 2 one for all.
  private static func tree(of controller: Controller) -> String {
    let own = "/sys/fs/cgroup/\(controller.rawValue)"
    return access(own, F_OK) == 0 ? own : "/sys/fs/cgroup"
  }

  private var isVersion1: Bool { path.hasPrefix("/sys/fs/cgroup/\(controller.rawValue)/") }

  init(_ controller: Controller, limit: Int) throws {
    self.controller = controller
    path = "\(Self.tree(of: controller))/dogwatch-\(UUID().uuidString)"
    guard mkdir(path, 0o755) == 0 else { throw SystemError("mkdir \(path)") }
    let file =
      switch controller {
      case .pids: "pids.max"
      case .memory: isVersion1 ? "memory.limit_in_bytes" : "memory.max"
      }
    try write("\(limit)", to: "\(path)/\(file)")
  }

  deinit {
    // What still lives goes back to where it may live on; what is killed is gone a moment later.
    for pid in (try? String(contentsOfFile: "\(path)/cgroup.procs", encoding: .utf8))?.split(separator: "\n") ?? [] {
      try? write(String(pid), to: "\(Self.tree(of: controller))/cgroup.procs")
    }
    var attempts = 0
    while rmdir(path) != 0, attempts < 100 {
      usleep(10_000)
      attempts += 1
    }
  }

  /// What the process takes from now on counts here; the limit is on that.
  func take(_ pid: pid_t) throws { try write("\(pid)", to: "\(path)/cgroup.procs") }

  private func write(_ text: String, to file: String) throws {
    let descriptor = open(file, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("open \(file)") }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else { throw SystemError("write \(file)") }
  }
}
