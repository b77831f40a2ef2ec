// The Dockerfile and the compose file of `examples/`, tried as they lie there on a private engine; only the images they pull are others.

import Foundation
import Testing

@Suite(.needsEngine, .needsBoot, .needs("docker", "tar"), .engineLane) struct ExampleImage {
  @Test func isBuiltAndItsHealthCheckSaysWhetherTheDaemonAnswers() async throws {
    let engine = try await PrivateEngine()
    do {
      let images = StandInImages(engine: engine)
      try await images.makeForDockerfile()
      try await images.run("docker build --file examples/Dockerfile --tag dogwatch .")
      // What the image says, but more often.
      try await images.run(
        """
        docker run --detach --name dogwatch --network none --volume \(engine.socket):/var/run/docker.sock \
          --health-interval 1s --health-retries 1 dogwatch
        """)
      try await health("healthy", on: engine)
      let process = try #require(try await engine.api.inspect("dogwatch")["State"]["Pid"].int)
      try await engine.inside(["kill", "-STOP", "\(process)"])
      try await health("unhealthy", on: engine)
      try await engine.inside(["kill", "-CONT", "\(process)"])
      try await health("healthy", on: engine)
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }

  private func health(_ status: String, on engine: PrivateEngine) async throws {
    try await eventually(
      "a container that is \(status)", read: { try await engine.api.inspect("dogwatch")["State"]["Health"]["Status"].string },
      until: { $0 == status })
  }
}

@Suite(.needsEngine, .needsBoot, .needs("docker", "docker-compose", "haproxy", "tar", "curl", "ip"), .engineLane) struct ExampleCompose {
  @Test func comesUpBehindAProxyThatOnlyReadsAndGoesWithoutATrace() async throws {
    let engine = try await PrivateEngine(isAlone: true)
    do {
      let images = StandInImages(engine: engine)
      try await images.makeForDockerfile()
      try await images.makeForProxy()
      // The plugin is another package; its arguments are the same.
      try await images.run("docker-compose -f examples/compose.yml up -d")

      try await eventually("both containers on /metrics, where the compose file publishes them") {
        let page = try await engine.inside(["curl", "--silent", "http://127.0.0.1:9377/metrics"])
        return ["dogwatch", "socket-proxy"].allSatisfy { service in
          page.contains("compose_service=\"\(service)\"") && page.contains("examples_\(service)_1\",state=\"running\"} 1")
            || page.contains("examples-\(service)-1\",state=\"running\"} 1")
        }
      }
      let door = EngineAPI(socket: "\(engine.folder)/data/volumes/examples_proxy/_data/docker.sock")
      for (method, path, status) in [
        ("GET", "/containers/json", 200), ("POST", "/containers/create", 403), ("GET", "/images/json", 403), ("DELETE", "/volumes/x", 403),
      ] {
        #expect(try await door.ask(method, path).status == status, "\(method) \(path)")
      }

      try await images.run("docker-compose -f examples/compose.yml down --volumes")
      #expect(
        try await images.run("docker ps --all --quiet; docker volume ls --quiet; docker network ls --quiet --filter name=examples") == "")
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }
}
