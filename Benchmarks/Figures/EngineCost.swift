// What watching costs the engine: the time that a real dockerd spends on a processor.

import FoundationEssentials
import Glibc

extension Benchmark {
  /// 300 containers to which nothing happens: left alone, watched by Dogwatch, and listed and inspected every 15 s as inspecting exporters do. Each takes
  /// a third of the minutes.
  static let engine = Benchmark(
    name: "engine",
    figures: ["left alone", "watched by Dogwatch", "listed and inspected every 15 s"].map {
      Figure("dockerd's processor time, 300 containers, \($0)", "ms/min")
    },
    runs: 1
  ) { options in
    let engine = try await PrivateEngine(containers: 300)
    defer { engine.end() }
    let length = options.minutes * 20
    let alone = try await engine.cost(of: length)
    let watched = try await engine.cost(of: length, watchedBy: try Daemon(watching: "unix://\(engine.socket)"))
    let peer = try InspectingPeer(socket: engine.socket)
    let inspected = try await engine.cost(of: length) {
      guard try peer.scrape() == 300 else { throw Trouble("the peer does not find all") }
    }
    return [alone, watched, inspected]
  }
}

/// A dockerd of its own (scripts/private-engine).
private struct PrivateEngine {
  private let folder: Folder
  /// The script and the namespace it made.
  private let script: pid_t
  private let namespace: pid_t
  /// dockerd, as seen from here.
  private let daemon: pid_t

  var socket: String { "\(folder.path)/docker.sock" }

  /// Starts one, and so many containers.
  init(containers: Int) async throws {
    folder = try Folder()
    let path = folder.path
    script = try ChildProcess.start("scripts/private-engine", [path, "\(containers)"], output: "\(path)/log")
    let end = seconds() + 900
    while !FileManager.default.fileExists(atPath: "\(path)/ready") {
      guard seconds() < end else {
        kill(Self.child(of: script), SIGKILL)
        throw Trouble("no engine with \(containers) containers: see \(path)/log")
      }
      try await Task.sleep(for: .milliseconds(200))
    }
    namespace = Self.child(of: script)
    daemon = Self.child(of: Self.child(of: namespace))
    // What starting the containers has left to be done is done.
    try await Task.sleep(for: .seconds(20))
  }

  func end() {
    kill(namespace, SIGKILL)
    ChildProcess.wait(for: script)
  }

  private static func child(of pid: pid_t) -> pid_t {
    let children = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
    return children.split(separator: " ").first.flatMap { pid_t($0) } ?? 0
  }

  /// Its time in so many seconds, milliseconds a minute; `body` every 15 s, as often as Prometheus scrapes where nobody says otherwise.
  func cost(of length: Double, watchedBy watcher: Daemon? = nil, _ body: () throws -> Void = {}) async throws -> Double {
    let (before, began) = (try processorTime(), seconds())
    while seconds() - began < length {
      try body()
      try await Task.sleep(for: .seconds(min(15, max(began + length - seconds(), 0))))
    }
    let cost = (try processorTime() - before) / (seconds() - began) * 60 * 1e3
    return withExtendedLifetime(watcher) { cost }
  }

  /// Of all its threads, those too that have ended (proc(5): utime and stime), seconds.
  private func processorTime() throws -> Double {
    let fields = try String(contentsOfFile: "/proc/\(daemon)/stat", encoding: .utf8).split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { throw Trouble("dockerd is gone") }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
