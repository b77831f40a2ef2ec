// How long it takes until the daemon is ready, and how large its binary is.

import Glibc

extension Benchmark {
  static let start = Benchmark(
    name: "start", figures: [Figure("start to READY, 304 containers", "ms", .atMost(700))], runs: 9
  ) { _ in
    try await SimulatedHost.with(Population.still(304)) { engine in [try Daemon(watching: engine.host).secondsToReady * 1e3] }
  }

  static let binary = Benchmark(name: "binary", figures: [Figure("binary, stripped", "MB", .atMost(40))], runs: 1) { _ in
    let folder = try Folder()
    try ChildProcess.run("strip", ["-o", "\(folder.path)/dogwatch", Daemon.binary], output: "\(folder.path)/log")
    var status = stat()
    guard stat("\(folder.path)/dogwatch", &status) == 0 else { throw Trouble("strip has left nothing") }
    return [Double(status.st_size) / 1e6]
  }
}
