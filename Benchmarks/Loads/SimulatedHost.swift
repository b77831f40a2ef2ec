// A simulated engine with containers, for a daemon to watch.

import Glibc
import SimulatedEngine
import Watch

/// An engine on a socket in a folder of its own.
struct SimulatedHost: Sendable {
  let server: EngineServer
  let socket: String
  private let folder: Folder

  var host: String { "unix://\(socket)" }

  /// Lets one live while `body` runs.
  static func with<Result>(_ populate: (inout Engine) throws -> Void, _ body: (SimulatedHost) async throws -> Result) async throws -> Result
  {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var engine = Engine(now: Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)))
    try populate(&engine)
    let folder = try Folder()
    let socket = "\(folder.path)/docker.sock"
    let server = try await EngineServer(Simulation(engine), at: .unix(path: socket))
    do {
      let result = try await body(SimulatedHost(server: server, socket: socket, folder: folder))
      await server.close()
      return result
    } catch {
      await server.close()
      throw error
    }
  }
}

/// Containers as they are met: labels as compose writes them, a health check each.
enum Population {
  static let image = "registry.example.com/shop/web:1.2.3"

  /// Healthy ones to which nothing happens.
  static func still(_ count: Int) -> (inout Engine) throws -> Void {
    { engine in
      for number in 0..<count {
        let name = "shop-web-\(number)"
        try engine.run(name, blueprint(project: "shop", number: number, policy: .onFailure(maximumRetryCount: 5)))
        try engine.probeNow(name, .good)
      }
    }
  }

  /// Its probes come from the load alone; one that fails makes it unhealthy.
  static func blueprint(project: String, number: Int, policy: RestartPolicy) -> Blueprint {
    Blueprint(
      image: image, policy: policy,
      labels: [
        "com.docker.compose.project": project, "com.docker.compose.service": "web", "com.docker.compose.oneoff": "False",
        "com.docker.compose.container-number": "\(number + 1)",
        "com.docker.compose.config-hash": "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
      ],
      healthcheck: Healthcheck(interval: 86_400_000_000_000, retries: 1), program: .graceful)
  }
}

extension EngineLoad {
  /// Its containers, for a host.
  func populated(_ engine: inout Engine) throws { try populate(&engine) }
}
