// A TLS server whose certificate must not be trusted.

import Foundation

/// openssl's server with a certificate made for it.
final class SecureStranger: Sendable {
  /// What is wrong with the certificate.
  enum Fault: String, Sendable, CaseIterable {
    /// Signed by nobody that is known.
    case untrusted
    case expired
    /// For another host.
    case misnamed
  }

  let port: UInt16
  private let server: ChildProcess

  /// `folder` takes the keys. `authority` (in `folder`, `authority.pem`) signs all but the untrusted one.
  init(_ fault: Fault, in folder: String) async throws {
    let own = "\(folder)/\(fault)"
    try await Self.openssl(["req"] + Self.newKey + ["-keyout", "\(own).key", "-out", "\(own).csr", "-subj", "/CN=\(fault)"])
    try (fault == .misnamed ? "subjectAltName=DNS:hooks.example\n" : "subjectAltName=IP:127.0.0.1\n")
      .write(toFile: "\(own).ext", atomically: true, encoding: .utf8)
    let signer = fault == .untrusted ? "stranger" : "authority"
    try await Self.openssl([
      "x509", "-req", "-in", "\(own).csr", "-CA", "\(folder)/\(signer).pem", "-CAkey", "\(folder)/\(signer).key", "-CAcreateserial",
      "-days", fault == .expired ? "-1" : "1", "-extfile", "\(own).ext", "-out", "\(own).pem",
    ])
    server = try ChildProcess(
      "openssl", ["s_server", "-accept", "127.0.0.1:0", "-key", "\(own).key", "-cert", "\(own).pem", "-www"], log: "\(own).log")
    let server = server
    port = try await eventually(
      "the port of openssl's server", read: { (try server.output).firstMatch(of: /ACCEPT 127\.0\.0\.1:([0-9]+)/).flatMap { UInt16($0.1) } },
      until: { $0 != nil })!  // `eventually` returned it as not nil.
  }

  /// Makes `authority`, which the tests trust, and `stranger`, which they do not.
  static func makeAuthorities(in folder: String) async throws {
    for name in ["authority", "stranger"] {
      try await openssl(
        ["req", "-x509"] + newKey + [
          "-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem", "-days", "1", "-subj", "/CN=\(name)",
        ])
    }
  }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

  private static func openssl(_ arguments: [String]) async throws {
    let (exit, output) = try await ChildProcess.run("openssl", arguments)
    guard exit == .code(0) else { throw PrivateEngine.Trouble(what: "openssl \(arguments): \(output)") }
  }
}
