// Certificates made for one run of the tests by the openssl command line.

import Foundation
import NIOSSL
import Testing

@testable import Endpoints

/// A folder with two authorities, and what they signed: listeners' certificates and clients'.
struct ListenerCertificates {
  private static let folder = FileManager.default.temporaryDirectory.path + "/listener-certificates-\(getpid())"

  static let shared = Result { try ListenerCertificates() }

  func path(_ name: String) -> String { "\(Self.folder)/\(name)" }

  /// What a listener with that certificate demands.
  func access(server: String = "server", clientCA: String? = nil, token: String? = nil) throws -> ListenerAccess {
    ListenerAccess(
      tls: try ListenerTLS(cert: path("\(server).pem"), key: path("\(server).key"), clientCA: clientCA.map { path("\($0).pem") }),
      bearerToken: token.map { BearerToken($0) })
  }

  /// A client that trusts the authority of the listeners, with a certificate or without.
  func client(_ name: String? = nil) throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .file(path("ca.pem"))
    if let name {
      configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(path("\(name).pem")).map { .certificate($0) }
      configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: path("\(name).key"), format: .pem))
    }
    return configuration
  }

  // MARK: Making

  private init() throws {
    try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: ListenerCertificates.folder) }
    for authority in ["ca", "other-ca"] {
      try openssl(
        ["req", "-x509"] + Self.newKey + [
          "-keyout", path("\(authority).key"), "-out", path("\(authority).pem"), "-subj", "/CN=\(authority)",
        ])
    }
    try make("server", authority: "ca", days: 1)
    try make("renewed-server", authority: "other-ca", days: 1)
    try make("expired-server", authority: "ca", days: -1)
    try make("client", authority: "ca", days: 1)
    try make("expired-client", authority: "ca", days: -1)
    try make("other-client", authority: "other-ca", days: 1)
    try openssl(["rsa", "-aes128", "-passout", "pass:s3cr3t", "-in", rsaKey(), "-out", path("encrypted.key")])
  }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

  private func rsaKey() throws -> String {
    try openssl(["genrsa", "-out", path("rsa.key"), "2048"])
    return path("rsa.key")
  }

  private func make(_ name: String, authority: String, days: Int) throws {
    try openssl(["req"] + Self.newKey + ["-keyout", path("\(name).key"), "-out", path("\(name).csr"), "-subj", "/CN=\(name)"])
    try "subjectAltName=IP:127.0.0.1,DNS:localhost\n".write(toFile: path("\(name).ext"), atomically: true, encoding: .utf8)
    try openssl([
      "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).pem"), "-CAkey", path("\(authority).key"), "-CAcreateserial",
      "-days", "\(days)", "-extfile", path("\(name).ext"), "-out", path("\(name).pem"),
    ])
  }

  private func openssl(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "openssl \(arguments)")
  }
}
