import DaemonAPI
import Endpoints
import Foundation
import JSON
import Logging
import ServiceLifecycle
import Testing
import Watch

/// The client against a real listener of the daemon's, and against those that are none.
@Suite struct DaemonClientTests {
  private func with<Value: Sendable>(_ access: DaemonAccess, _ body: (DaemonClient) async throws -> Value) async throws -> Value {
    try await DaemonClient.with(access, body)
  }

  /// What the client says of an address.
  private func complaint(_ access: DaemonAccess) async -> DaemonError? {
    do {
      _ = try await with(access) { try await $0.containers().containers.count }
      return nil
    } catch {
      return error as? DaemonError
    }
  }

  private func complaint(about answer: String, token: DaemonAccess.Token? = nil) async throws -> String? {
    let server = try await CannedServer(answer)
    let error = await complaint(DaemonAccess(address: server.address, token: token))
    await server.end()
    return error?.description.replacing(":\(server.port)", with: ":PORT")
  }

  // MARK: The daemon's own listener

  private func serving(_ count: Int64, _ body: (DaemonClient, Int64) async throws -> Void) async throws {
    let path = "\(FileManager.default.temporaryDirectory.path)/daemon-\(UUID().uuidString.prefix(8)).sock"
    let log = TransitionLog(capacity: 100_000)
    log.append(
      contentsOf: (1...count).map { number in
        Transition(
          sequence: number, time: Timestamp(seconds: 1_767_323_045 + number), name: ContainerName(number % 2 == 0 ? "a b/c" : "web"),
          id: nil,
          kind: .paused)
      })
    let snapshot = LatestSnapshot()
    var builder = SnapshotBuilder()
    builder.isReady = true
    builder.set(
      ContainerView(
        name: ContainerName("a b/c"), present: nil, counters: .init(), hasHealthcheck: false, isFlapping: false, isCrashLooping: false))
    snapshot.publish(builder.publish())
    let (listening, report) = AsyncStream.makeStream(of: ListenAddress.self)
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = EndpointsServer(
      address: .unix(path: path),
      sources: EndpointSources(snapshot: snapshot, transitions: log, metrics: DaemonMetrics(version: "1")), logger: quiet,
      onListening: { report.yield($0) })
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: quiet))
    async let run: Void = group.run()
    for await _ in listening.prefix(1) {}
    let result: Result<Void, any Error>
    do {
      let address = DaemonAddress(.unix(path: path))
      result = .success(try await with(DaemonAccess(address: address)) { try await body($0, count) })
    } catch {
      result = .failure(error)
    }
    await group.triggerGracefulShutdown()
    try await run
    try result.get()
  }

  @Test(arguments: [1, 9_999, 10_000, 25_001]) func historyIsReadToItsEndPageByPage(_ count: Int64) async throws {
    try await serving(count) { client, count in
      var sequences: [Int64] = []
      let next = try await client.transitions { sequences += $0.map(\.transition.sequence) }
      #expect(sequences == Array(1...count))
      #expect(next == count)
      var later = 0
      #expect(try await client.transitions(after: next) { later += $0.count } == count)
      #expect(later == 0)
    }
  }

  @Test func rowsAreThoseOfTheAPIByteForByte() async throws {
    try await serving(2) { client, _ in
      var rows: [String] = []
      try await client.transitions(of: ContainerName("a b/c")) { rows += $0.map { String(decoding: $0.row, as: UTF8.self) } }
      #expect(
        rows == [#"{"seq":2,"time":"2026-01-02T03:04:07.000000000Z","name":"a b/c","kind":"paused","inferred":false,"evidence":[]}"#])
    }
  }

  @Test func containersAreFoundByAnyName() async throws {
    try await serving(1) { client, _ in
      #expect(try await client.hasContainer(ContainerName("a b/c")))
      #expect(try await !client.hasContainer(ContainerName("a")))
      let answer = try await client.containers()
      #expect(answer.containers.map(\.view.name.text) == ["a b/c"] && !answer.isEngineUp)
    }
  }

  @Test func firingAlertsAreReadAndWhatIsNoneIsPassedOver() async throws {
    let body =
      #"{"alerts":[{"status":"firing","labels":{"alertname":"A","name":"web","severity":"critical"},"annotations":{"summary":"web is down"},"#
      + #""startsAt":"2026-01-02T03:04:05.000000000Z","muted":true,"quiet":false},{"x":1}]}"#
    let server = try await CannedServer(CannedServer.http("200 OK", body))
    let alerts = try await with(DaemonAccess(address: server.address)) { try await $0.alerts() }
    await server.end()
    let alert = try #require(alerts.first)
    #expect(alerts.count == 1)
    #expect([alert.alertname, alert.name, alert.severity, alert.summary] == ["A", "web", "critical", "web is down"])
    #expect(alert.startsAt == Timestamp(rfc3339: "2026-01-02T03:04:05Z") && alert.isMuted && !alert.isQuiet)
  }

  @Test func badRequestComesInTheDaemonsWords() async throws {
    try await serving(1) { client, _ in
      let error = await #expect(throws: DaemonError.self) { try await client.transitions(since: "yesterday+1") { _ in } }
      guard case .badRequest(let words)? = error?.problem else { return #expect(Bool(false), "\(error as Any)") }
      #expect(words.contains("\"yesterday+1\" is neither a time nor a duration"))
    }
  }

  // MARK: Out of reach

  @Test func nobodyListeningIsOutOfReach() async throws {
    let server = try await CannedServer(nil)
    await server.end()
    let error = await complaint(DaemonAccess(address: server.address))
    #expect(error?.isOutOfReach == true)
    #expect(error?.description.hasPrefix("no dogwatch listens at 127.0.0.1:\(server.port). Is it running?") == true, "\(error as Any)")
  }

  @Test func missingSocketIsOutOfReach() async throws {
    let error = await complaint(DaemonAccess(address: DaemonAddress(.unix(path: "/nonexistent/dogwatch.sock"))))
    #expect(error?.problem == .socketMissing)
    #expect(error?.isOutOfReach == true)
  }

  @Test func silenceIsOutOfReachAfterAWhile() async throws {
    let server = try await CannedServer(nil)
    let error = await complaint(DaemonAccess(address: server.address))
    await server.end()
    #expect(error?.problem == .unanswered(seconds: 10))
    #expect(error?.isOutOfReach == true)
  }

  // MARK: Not let in

  @Test func tokenIsAskedForByItsOption() async throws {
    let answer = CannedServer.http("401 Unauthorized", #"{"error":"a bearer token is needed"}"#)
    #expect(
      try await complaint(about: answer)
        == "dogwatch at 127.0.0.1:PORT wants a bearer token (401): name the file that holds it with --token-file")
    let file = "\(FileManager.default.temporaryDirectory.path)/token-\(UUID().uuidString)"
    defer { unlink(file) }
    try "  secret-token\n".write(toFile: file, atomically: true, encoding: .utf8)
    let words = try #require(try await complaint(about: answer, token: .file(file)))
    #expect(words.hasPrefix("dogwatch at 127.0.0.1:PORT does not accept the token in \(file) (401)"))
    #expect(!words.contains("secret-token"))
    let known = try await complaint(about: answer, token: .known("secret-token"))
    #expect(known == "dogwatch at 127.0.0.1:PORT does not accept the token of the configuration (401): name another file with --token-file")
    #expect("\(DaemonAccess.Token.known("secret-token"))" == "(secret)")
  }

  @Test func tokenOfTheFileIsSent() async throws {
    let file = "\(FileManager.default.temporaryDirectory.path)/token-\(UUID().uuidString)"
    defer { unlink(file) }
    try "  secret-token\n".write(toFile: file, atomically: true, encoding: .utf8)
    let server = try await CannedServer(CannedServer.http("200 OK", #"{"containers":[]}"#))
    #expect(await complaint(DaemonAccess(address: server.address, token: .file(file))) == nil)
    await server.end()
    #expect(server.requests.lowercased().contains("authorization: bearer secret-token\r\n"))
  }

  @Test func tokenFileThatIsNoneIsNamed() async throws {
    let access = DaemonAccess(address: DaemonAddress(.unix(path: "/x")), token: .file("/nonexistent/token"))
    #expect(await complaint(access)?.description == "/nonexistent/token: No such file or directory")
    #expect(
      await complaint(DaemonAccess(address: access.address, token: .file("/dev/null")))?.description.contains("holds no token") == true)
  }

  @Test func certificateIsChecked() async throws {
    let (certificate, misnamed) = (try TestCertificate(for: "IP:127.0.0.1"), try TestCertificate(for: "DNS:elsewhere.example"))
    defer {
      certificate.remove()
      misnamed.remove()
    }
    func problem(_ served: TestCertificate, ca: String?) async throws -> DaemonError.Problem? {
      let server = try await CannedServer(CannedServer.http("200 OK", #"{"containers":[]}"#), tls: served.context())
      var address = server.address
      address.usesTLS = true
      let error = await complaint(DaemonAccess(address: address, ca: ca))
      await server.end()
      #expect(error?.isOutOfReach != true)
      return error?.problem
    }
    #expect(try await problem(certificate, ca: certificate.path) == nil)
    #expect(try await problem(certificate, ca: nil) == .certificateNotTrusted)
    #expect(try await problem(certificate, ca: misnamed.path) == .certificateNotTrusted)
    #expect(try await problem(misnamed, ca: misnamed.path) == .certificateForAnotherName)
  }

  // MARK: Not dogwatch

  @Test(arguments: [
    CannedServer.http("200 OK", "<html></html>", type: "text/html"), CannedServer.http("200 OK", "{}"),
    CannedServer.http("200 OK", #"{"containers":[{}]}"#), CannedServer.http("404 Not Found", "nothing"), "SSH-2.0-OpenSSH_9.2\r\n",
    // AsyncHTTPClient takes a status below 100 for an informational one, and traps at its body.
    "HTTP/1.1 7 x\r\nContent-Length: 4\r\n\r\nbody", "HTTP/1.1 007 x\r\nContent-Length: 4\r\n\r\nbody",
  ])
  func othersAreRecognised(_ answer: String) async throws {
    let words = try await complaint(about: answer)
    #expect(words?.hasPrefix("something answers at 127.0.0.1:PORT, but it is not dogwatch: ") == true, "\(words ?? "no complaint")")
  }
}
