// What is in `examples/`, tried as it lies there.

import Foundation
import Glibc
import Testing

@Suite struct Examples {
  private static func path(_ file: String) -> String { "\(Repository.root)/examples/\(file)" }

  @Test(.needs("promtool"), arguments: [["check", "config", "prometheus.yml"], ["test", "rules", "rules.test.yml"]])
  func prometheusTakesItsFiles(_ question: [String]) async throws {
    let (exit, output) = try await ChildProcess.run("promtool", question.dropLast() + [Self.path(question[2])])
    #expect(exit == .code(0), "\(output)")
    #expect(output.contains("SUCCESS"), "\(output)")
  }

  @Test(.needs("amtool")) func alertmanagerTakesItsFile() async throws {
    let (exit, output) = try await ChildProcess.run("amtool", ["check-config", Self.path("alertmanager.yml")])
    #expect(exit == .code(0), "\(output)")
  }

  @Test func configurationHasNoErrors() async throws {
    let (exit, output) = try await ChildProcess.run(Repository.dogwatch, ["check-config", Self.path("dogwatch.json")])
    #expect(exit == .code(0), "\(output)")
  }

  @Test(.needs("bash")) func scriptForManyHostsIsOne() async throws {
    let (exit, output) = try await ChildProcess.run("bash", ["-n", Self.path("twenty-hosts.sh")])
    #expect(exit == .code(0), "\(output)")
  }

  @Test(.needs("python3")) func receiverTakesWhatIsSignedAndNothingElse() async throws {
    let folder = try TemporaryFolder()
    for (name, secret) in [("ours", "whsec_c2VjcmV0IG9mIHRoZSByZWNlaXZlcg=="), ("another", "whsec_c2VjcmV0IG9mIHNvbWVib2R5")] {
      try secret.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
    }
    let (receiver, port) = try await Self.receiver(secret: "\(folder.path)/ours", log: "\(folder.path)/receiver.log")
    for (secret, code) in [("ours", 0), ("another", 1)] as [(String, Int32)] {
      let configuration = """
        {"webhooks": [{"name": "mine", "url": "http://127.0.0.1:\(port)/", "signingSecretFile": "\(folder.path)/\(secret)"}]}
        """
      try configuration.write(toFile: "\(folder.path)/config.json", atomically: true, encoding: .utf8)
      let (exit, output) = try await ChildProcess.run(
        Repository.dogwatch, ["test-webhook", "mine", "--config", "\(folder.path)/config.json"])
      #expect(exit == .code(code), "\(output)")
      #expect(output.contains(code == 0 ? "204" : "401"), "\(output)")
    }
    receiver.signal(SIGKILL)
    try await receiver.waitForExit()
    let told = try receiver.output
    #expect(told.split(separator: "\n").filter { $0.hasPrefix("firing ") }.count == 1, "\(told)")
  }

  /// It listens on a port that was free a moment before; when another test took it meanwhile, on the next.
  private static func receiver(secret: String, log: String) async throws -> (ChildProcess, UInt16) {
    while true {
      let port = try SocketAddress.freePort()
      let receiver = try ChildProcess("python3", [path("receiver.py"), secret, "\(port)"], log: log)
      let isListening = try await eventually(
        "the example's receiver listening",
        read: { () -> Bool? in
          if receiver.exit != nil { return false }
          guard let descriptor = try? SocketAddress.port(port).connect(limit: 5) else { return nil }
          close(descriptor)
          return true
        }, until: { $0 != nil })
      if isListening == true, receiver.exit == nil { return (receiver, port) }
      guard try receiver.output.contains("Address already in use") else { throw PrivateEngine.Trouble(what: try receiver.output) }
    }
  }
}

@Suite(.needsEngine, .needs("haproxy"), .engineLane) struct ExampleProxy {
  @Test func readsForDogwatchAndDoesNothingElse() async throws {
    let engine = try await PrivateEngine()
    do {
      let folder = try TemporaryFolder()
      let door = "\(folder.path)/door.sock"
      let text = try String(contentsOfFile: "\(Repository.root)/examples/haproxy.cfg", encoding: .utf8)
        .replacingOccurrences(of: "/run/dogwatch-proxy/docker.sock", with: door)
        .replacingOccurrences(of: "/var/run/docker.sock", with: engine.socket)
      try text.write(toFile: "\(folder.path)/haproxy.cfg", atomically: true, encoding: .utf8)
      let haproxy = try ChildProcess("/usr/sbin/haproxy", ["-db", "-f", "\(folder.path)/haproxy.cfg"], log: "\(folder.path)/haproxy.log")
      try await eventually("the engine's answer through haproxy") { try await EngineAPI(socket: door).ask("GET", "/_ping").status == 200 }
      let dogwatch = try Dogwatch(host: "unix://\(door)")
      try await dogwatch.whenReady()
      let failed = try await TestContainer("seen", ContainerSpec(), on: engine)
      try await failed.start()
      try await failed.order(exit: 3)
      try await eventually("the verdict through the proxy") {
        try await dogwatch.transitions(of: "seen").contains { $0.outcome == "failed" }
      }
      for (method, path) in [
        ("GET", "/containers/seen/logs?stdout=1"), ("GET", "/images/json"), ("POST", "/containers/seen/start"),
        ("DELETE", "/containers/seen"),
      ] {
        #expect(try await EngineAPI(socket: door).ask(method, path).status == 403, "\(method) \(path)")
      }
      try await dogwatch.stop()
      haproxy.signal(SIGKILL)
      try await haproxy.waitForExit()
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }
}
