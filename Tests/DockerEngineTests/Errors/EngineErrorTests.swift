import Glibc
import NIOCore
import Testing
import Watch

@testable import DockerEngine

/// Each way an engine can be out of reach, and the words a person gets.
@Suite struct EngineErrorTests {
  private func pingError(_ host: EngineHost, requestTimeout: Duration = .seconds(5)) async throws -> EngineError? {
    let client = try EngineClient(host: host, requestTimeout: requestTimeout)
    let error = await #expect(throws: EngineError.self) { try await client.ping() }
    await client.shutdown()
    return error
  }

  /// The error of a list when ping answers and the list gets this.
  private func listError(_ answer: FakeAnswer, requestTimeout: Duration = .seconds(30)) async throws -> EngineError? {
    try await withFakeEngine(requestTimeout: requestTimeout) {
      $0.call == "/_ping" ? .ping("1.51") : answer
    } _: { client, _ in
      await #expect(throws: EngineError.self) { try await client.list() }
    }
  }

  @Test func missingSocketNamesItAndWhatToDo() async throws {
    let error = try await pingError(.unix(path: "/tmp/there-is-no-such.sock"))
    #expect(error?.problem == .socketMissing)
    #expect(
      error?.description == "unix:///tmp/there-is-no-such.sock does not exist. Is Docker installed and running? (systemctl start docker)")
  }

  @Test func socketWithoutListenerIsRefused() async throws {
    let path = "/tmp/dead-\(getpid()).sock"
    unlink(path)
    let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    try bindUnixSocket(socket, to: path)
    close(socket)
    defer { unlink(path) }
    let error = try await pingError(.unix(path: path))
    #expect(error?.problem == .refused)
    #expect(error?.description.contains("the engine is down. (systemctl start docker)") == true)
  }

  @Test func permissionDeniedNamesTheGroup() {
    let error = EngineError(
      .init(cause: IOError(errnoCode: EACCES, reason: "connect"), connectLimit: .seconds(2), limit: .seconds(5)),
      host: .unix(path: "/run/docker.sock"))
    #expect(error.problem == .permissionDenied)
    #expect(error.description.contains("permission denied at unix:///run/docker.sock"))
    #expect(error.description.contains("usermod -aG docker USER"))
  }

  @Test func refusedPortAsksWhetherTheEngineListens() async throws {
    let port = try SilentPort()
    defer { withExtendedLifetime(port) {} }
    let host = EngineHost.tcp(host: "127.0.0.1", port: port.number, tls: nil)
    let error = try await pingError(host)
    #expect(error?.problem == .refused)
    #expect(error?.description == "connection refused by \(host). Does the engine run, and listen on this port? (dockerd -H)")
  }

  @Test func nameThatDoesNotResolveIsNamed() async throws {
    let error = try await pingError(.tcp(host: "no-such-engine.invalid", port: 2375, tls: nil))
    #expect(error?.problem == .nameNotResolved)
    #expect(error?.description == "the name in tcp://no-such-engine.invalid:2375 cannot be resolved. Check its spelling, and DNS")
  }

  @Test func engineThatAcceptsAndNeverAnswersIsNamedWithTheLimit() async throws {
    try await withFakeEngine(requestTimeout: .milliseconds(500)) { _ in
      .hang
    } _: { client, engine in
      let error = await #expect(throws: EngineError.self) { try await client.ping() }
      #expect(error?.problem == .unanswered(.milliseconds(500)))
      #expect(error?.description.hasPrefix("GET /_ping: \(engine.host) accepts connections but did not answer within 0.5 s.") == true)
    }
  }

  /// As with `-H fd://` while the engine is away: systemd holds the socket, nobody accepts.
  @Test func engineThatDoesNotEvenAcceptIsUnanswered() async throws {
    let path = "/tmp/unaccepted-\(getpid()).sock"
    unlink(path)
    let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer {
      close(socket)
      unlink(path)
    }
    try bindUnixSocket(socket, to: path)
    try #require(listen(socket, 1) == 0)
    let client = try EngineClient(host: .unix(path: path), requestTimeout: .milliseconds(500))
    for _ in 0..<4 {
      let answer = await client.inspect(ContainerID("abc"))
      guard case .unanswered = answer.result else {
        Issue.record("\(answer)")
        break
      }
    }
    await client.shutdown()
  }

  @Test func bodyThatHangsMeetsTheLimitToo() async throws {
    let half = FakeAnswer(pieces: [Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n".utf8)], ending: .hang)
    #expect(try await listError(half, requestTimeout: .seconds(2))?.problem == .unanswered(.seconds(2)))
  }

  /// AsyncHTTPClient takes a status below 100 for an informational one, and traps at its body.
  @Test(arguments: ["7", "007", "99", "0"]) func statusThatIsNoneIsNoHTTP(_ status: String) async throws {
    let answer = FakeAnswer(pieces: [Array("HTTP/1.1 \(status) x\r\nContent-Length: 4\r\n\r\nbody".utf8)])
    #expect(try await listError(answer)?.problem == .notAnEngine("its answer is not HTTP"))
  }

  @Test func bodyThatIsCutOffIsALostConnection() async throws {
    let half = FakeAnswer(pieces: [Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[".utf8)])
    let error = try await listError(half)
    guard case .connectionLost = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.isUnanswered == true)
  }

  @Test(arguments: [
    ("/_ping", "PING"), ("/info", "INFO"), ("/containers/json", "CONTAINERS"), ("/containers/abc/json", "CONTAINERS"),
    ("/events", "EVENTS"),
  ])
  func socketProxysRefusalNamesTheMissingSwitch(call: String, name: String) async throws {
    try await withFakeEngine { request in
      request.call == call ? .forbiddenPage : .ping("1.51")
    } _: { client, engine in
      let error = await #expect(throws: EngineError.self) {
        switch call {
        case "/_ping": try await client.ping()
        case "/info": _ = try await client.info()
        case "/containers/json": _ = try await client.list()
        case "/events": _ = try await client.events(since: Timestamp(seconds: 1))
        default:
          if case .failed(let words) = await client.inspect(ContainerID("abc")).result, words.contains("CONTAINERS=1") {
            throw EngineError(.filtered(missingSwitch: name))
          }
        }
      }
      #expect(error?.problem == .filtered(missingSwitch: name))
      #expect(error?.description.contains("set \(name)=1 in its environment") == true)
    }
  }

  @Test func engineThatIsTooOldIsNamedWithBothRanges() async throws {
    try await withFakeEngine { _ in
      .ping("1.39")
    } _: { client, engine in
      let error = await #expect(throws: EngineError.self) { try await client.ping() }
      #expect(error?.problem == .apiTooOld(engineNewest: APIVersion(1, 39)))
      #expect(
        error?.description
          == "the engine at \(engine.host) is too old: it speaks API versions up to 1.39, Dogwatch 1.40 to 1.51. Docker 20.10 or newer is needed"
      )
    }
  }

  @Test func engineThatIsTooNewIsNamedWithBothRanges() async throws {
    let words = "client version 1.51 is too old. Minimum supported API version is 1.60, please upgrade your client to a newer version"
    let error = try await listError(.error(400, words))
    #expect(error?.problem == .apiTooNew(engineOldest: APIVersion(1, 60)))
    #expect(error?.description.hasSuffix("it speaks API versions from 1.60, Dogwatch 1.40 to 1.51. A newer Dogwatch is needed") == true)
  }

  @Test func engineReplacedByAnOlderOneMeanwhileIsNamed() async throws {
    let error = try await listError(.error(400, "client version 1.51 is too new. Maximum supported API version is 1.41"))
    #expect(error?.problem == .apiTooOld(engineNewest: APIVersion(1, 41)))
  }

  @Test(arguments: [
    FakeAnswer.body("<!DOCTYPE html><p>It works!", headers: ["Content-Type: text/html"]), .body("OK", headers: []),
    .body("OK", headers: ["Api-Version: soon"]), .body("<html>404</html>", status: 404, headers: []), .body("{}", headers: []),
    FakeAnswer(pieces: [Array("SSH-2.0-OpenSSH_9.2p1\r\n".utf8)]), .body("moved", status: 301, headers: ["Location: http://127.0.0.1:1/"]),
  ])
  func whateverElseAnswersIsNoDockerEngine(answer: FakeAnswer) async throws {
    try await withFakeEngine { _ in
      answer
    } _: { client, engine in
      let error = await #expect(throws: EngineError.self) { try await client.ping() }
      guard case .notAnEngine = error?.problem else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(error?.description.contains("something answers at \(engine.host), but it is not a Docker Engine") == true)
    }
  }

  @Test func plainHTTPToATLSPortAsksForTLS() async throws {
    let answer = FakeAnswer.body("Client sent an HTTP request to an HTTPS server.\n", status: 400, headers: [])
    try await withFakeEngine(at: .loopback) { _ in
      answer
    } _: { client, engine in
      let error = await #expect(throws: EngineError.self) { try await client.ping() }
      #expect(error?.problem == .tlsWanted)
      #expect(error?.description == "\(engine.host) wants TLS. Set engine.tls, or DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH")
    }
  }

  @Test func errorOfTheEngineIsToldInItsOwnWordsButPrintable() async throws {
    let error = try await listError(.error(500, #"no \u001b[31mspace"#))
    #expect(error?.problem == .refusedByEngine(status: 500, message: "no .[31mspace"))
    #expect(error?.isUnanswered == false)
  }

  @Test func gatewayErrorsOfAProxyAreUnanswered() async throws {
    let error = try await listError(.body("<html>", status: 502, headers: []))
    #expect(error?.problem == .gateway(status: 502))
    #expect(error?.isUnanswered == true)
  }

  @Test func answerThatIsNoJSONSaysWhere() async throws {
    let error = try await listError(.body("[{]"))
    guard case .unreadable(let words) = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(words.contains("at byte 2"))
  }
}

/// bind(2) to a path.
private func bindUnixSocket(_ descriptor: CInt, to path: String) throws {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
  let result = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
  }
  try #require(result == 0)
}
