// SIGHUP, the listener's access, and secrets, as a person meets them: without an engine.

import Foundation
import Glibc
import Testing

@Suite struct Reloads {
  /// A daemon with that configuration beside what every test needs, and its file.
  private func daemon(_ configuration: [String: JSONValue]) throws -> (Dogwatch, file: String) {
    let dogwatch = try Dogwatch(host: "unix:///nowhere.sock", configuration: configuration)
    return (dogwatch, "\(dogwatch.folder.path)/config.json")
  }

  private func change(_ file: String, _ old: String, to new: String) throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try #require(text.contains(old), "\(text)")
    try text.replacing(old, with: new).write(toFile: file, atomically: true, encoding: .utf8)
  }

  private func waitForLog(_ dogwatch: Dogwatch, _ text: String) async throws {
    try await eventually("\"\(text)\" in the log", read: { dogwatch.log }, until: { $0.contains(text) })
  }

  @Test func hangupBringsAGoodConfigurationIntoForceAndABadOneNot() async throws {
    let (dogwatch, file) = try daemon(["log": .object(["level": .string("info")])])
    let atStart = try await dogwatch.scrape()
    #expect(atStart["dogwatch_config_last_reload_successful"] == 1)
    let readAt = try #require(atStart["dogwatch_config_last_reload_success_timestamp_seconds"])

    try change(file, #""info""#, to: #""inof""#)
    dogwatch.process.signal(SIGHUP)
    try await waitForLog(dogwatch, #"error: log.level: unknown "inof" (did you mean "info"?)"#)
    let afterBad = try await dogwatch.scrape()
    #expect(afterBad["dogwatch_config_last_reload_successful"] == 0)
    #expect(afterBad["dogwatch_config_last_reload_success_timestamp_seconds"] == readAt)

    try change(file, #""inof""#, to: #""debug""#)
    try change(file, "127.0.0.1:0", to: "127.0.0.1:1")
    dogwatch.process.signal(SIGHUP)
    try await waitForLog(dogwatch, "notice: configuration reloaded, in force: log.level")
    try await waitForLog(dogwatch, "warning: only a restart brings into force: http.listen")
    let afterGood = try await dogwatch.scrape()
    #expect(afterGood["dogwatch_config_last_reload_successful"] == 1)
    #expect(afterGood["dogwatch_config_last_reload_success_timestamp_seconds"] ?? 0 > readAt)
    try await dogwatch.stop()
  }

  @Test func fileThatIsGoneLeavesTheOldConfigurationInForce() async throws {
    let (dogwatch, file) = try daemon([:])
    _ = try await dogwatch.scrape()
    unlink(file)
    dogwatch.process.signal(SIGHUP)
    try await waitForLog(dogwatch, "error: \(file): there is no such file")
    #expect(try await dogwatch.scrape()["dogwatch_config_last_reload_successful"] == 0)
    try await dogwatch.stop()
  }

  /// A hundred of them, from the first moment on, end nothing.
  @Test func hangupsNeverEndTheProcess() async throws {
    let (dogwatch, _) = try daemon([:])
    _ = try await dogwatch.scrape()
    for _ in 0..<100 { dogwatch.process.signal(SIGHUP) }
    try await waitForLog(dogwatch, "configuration reloaded")
    #expect(try await dogwatch.get("/-/healthy").status == 200)
    try await dogwatch.stop()
  }

  @Test func tokenIsReadAgain() async throws {
    let folder = try TemporaryFolder()
    let token = "\(folder.path)/token"
    try "one\n".write(toFile: token, atomically: true, encoding: .utf8)
    let (dogwatch, _) = try daemon(["http": .object(["bearerTokenFile": .string(token)])])
    #expect(try await dogwatch.get("/metrics").status == 401)
    #expect(try await dogwatch.get("/-/healthy").status == 200)
    #expect(try await dogwatch.get("/metrics", headers: ["Authorization": "Bearer one"]).status == 200)

    try "two\n".write(toFile: token, atomically: true, encoding: .utf8)
    dogwatch.process.signal(SIGHUP)
    try await waitForLog(dogwatch, "in force: http.bearerTokenFile")
    #expect(try await dogwatch.get("/metrics", headers: ["Authorization": "Bearer one"]).status == 401)
    #expect(try await dogwatch.get("/metrics", headers: ["Authorization": "Bearer two"]).status == 200)

    unlink(token)
    dogwatch.process.signal(SIGHUP)
    try await waitForLog(dogwatch, "error: http.bearerTokenFile: cannot read \"\(token)\": there is no such file")
    #expect(try await dogwatch.get("/metrics", headers: ["Authorization": "Bearer two"]).status == 200)
    try await dogwatch.stop()
  }

  /// Planted in every place that takes one: no log level, metric or answer shows it, neither at the start nor after a reload, good or bad.
  @Test func secretsAppearNowhere() async throws {
    let folder = try TemporaryFolder()
    func file(_ name: String, _ text: String) throws -> JSONValue {
      try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
      return .string("\(folder.path)/\(name)")
    }
    let signing = "whsec_" + Data("s3cr3t-signing-key-of-some-length".utf8).base64EncodedString()
    let url = JSONValue.string("https://me:s3cr3t@127.0.0.1:1/s3cr3t?s3cr3t=s3cr3t")
    let webhooks: [JSONValue] = [
      .object([
        "name": .string("a"), "format": .string("custom"), "url": url, "headers": .object(["X-Token": .string("s3cr3t")]),
        "headersFile": try file("headers", "X-Other: s3cr3t\n"), "signingSecretFile": try file("signing", signing),
        "body": .object(["token": .string("s3cr3t")]),
      ]),
      .object([
        "name": .string("b"), "format": .string("pagerduty"), "urlFile": try file("url", "http://127.0.0.1:1/s3cr3t"),
        "routingKeyFile": try file("key", "s3cr3t"),
      ]),
    ]
    let (dogwatch, path) = try daemon(["log": .object(["level": .string("trace")])])
    var whole = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: path)))).object
    whole["webhooks"] = .array(webhooks)
    whole["heartbeat"] = .object(["url": url])
    whole["http"] = .object((whole["http"]?.object ?? [:]).merging(["bearerTokenFile": try file("token", "s3cr3t")]) { $1 })
    _ = try await dogwatch.scrape()
    try JSONValue.object(whole).text.write(toFile: path, atomically: true, encoding: .utf8)
    dogwatch.process.signal(SIGHUP)
    try await waitForLog(dogwatch, "in force: http.bearerTokenFile, heartbeat, webhooks")
    for target in ["/metrics", "/api/v1/containers", "/api/v1/transitions", "/", "/nothing"] {
      for token in ["s3cr3t", "s3cr3t-not"] {
        let answer = try await dogwatch.get(target, headers: ["Authorization": "Bearer \(token)"])
        #expect(!answer.text.contains("s3cr3t"), "\(target)")
      }
    }
    // In the configuration alone, not where other users may look, nor in what is kept.
    for file in ["cmdline", "environ"] {
      let text = try String(decoding: Data(contentsOf: URL(filePath: "/proc/\(dogwatch.process.pid)/\(file)")), as: UTF8.self)
      #expect(!text.contains("s3cr3t"), "\(file)")
    }
    let state = "\(dogwatch.folder.path)/state"
    for file in try FileManager.default.contentsOfDirectory(atPath: state) {
      #expect(try Data(contentsOf: URL(filePath: "\(state)/\(file)")).firstRange(of: Data("s3cr3t".utf8)) == nil, "\(file)")
    }
    for command in ["status", "alerts", "history"] {
      let arguments = [command, "--address", "\(try await dogwatch.address())", "--token-file", "\(folder.path)/token"]
      let (exit, output) = try await ChildProcess.run(Repository.dogwatch, arguments)
      #expect(exit == .code(0) && !output.contains("s3cr3t"), "\(command): \(output)")
    }
    let (exit, output) = try await ChildProcess.run(Repository.dogwatch, ["check-config", path])
    #expect(exit == .code(0), "\(output)")

    whole["webhooks"] = .array(webhooks.map { .object($0.object.merging(["url": .string("s3cr3t"), "tls": .string("s3cr3t")]) { $1 }) })
    try JSONValue.object(whole).text.write(toFile: path, atomically: true, encoding: .utf8)
    dogwatch.process.signal(SIGHUP)
    try await waitForLog(dogwatch, "configuration not reloaded")
    let (badExit, badOutput) = try await ChildProcess.run(Repository.dogwatch, ["check-config", path])
    #expect(badExit == .code(78))
    try await dogwatch.stop()
    for text in [dogwatch.log, output, badOutput] {
      #expect(!text.contains("s3cr3t"))
      #expect(!text.contains("whsec_"))
    }
  }

  @Test func listenerServesOverTLSAndAFileThatCannotBeUsedIsABadConfiguration() async throws {
    let folder = try TemporaryFolder()
    let (cert, key) = ("\(folder.path)/cert.pem", "\(folder.path)/key.pem")
    let arguments = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out", cert]
    let (made, complaint) = try await ChildProcess.run("/usr/bin/openssl", arguments)
    try #require(made == .code(0), "\(complaint)")
    let (dogwatch, file) = try daemon(["http": .object(["tls": .object(["cert": .string(cert), "key": .string(key)])])])
    try await waitForLog(dogwatch, "serving https://127.0.0.1:")

    try change(file, "key.pem", to: "cert.pem")
    dogwatch.process.signal(SIGHUP)
    let sentence = "http.tls.key: \(cert): it holds no unencrypted PEM private key that can be read"
    try await waitForLog(dogwatch, "error: \(sentence)")
    for arguments in [["check-config", file], ["run", "--config", file]] {
      let (exit, output) = try await ChildProcess.run(Repository.dogwatch, arguments)
      #expect(exit == .code(78))
      #expect(output == sentence + "\n")
    }
    try await dogwatch.stop()
  }

  @Test func exampleIsCheckedWithoutErrors() async throws {
    let example = Repository.root + "/config.example.json"
    let (exit, output) = try await ChildProcess.run(Repository.dogwatch, ["check-config", example])
    #expect(exit == .code(0), "\(output)")
    #expect(output.hasSuffix("\(example): no errors\n"))
    #expect(output.contains("warning: webhooks[1].routingKeyFile: \"pagerduty-key\" is not in this folder"))
  }
}
