// Certificates made for one run of the tests by the openssl command line.

import Foundation
import NIOSSL

/// A folder with two authorities, and what they signed for receivers.
struct TestCertificates {
  private static let folder = FileManager.default.temporaryDirectory.path + "/webhook-certificates-\(getpid())"

  func path(_ name: String) -> String { "\(Self.folder)/\(name)" }

  /// Made once, when first asked for, and taken away when the tests are over.
  static let shared = Result { try TestCertificates() }

  private init() throws {
    try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: TestCertificates.folder) }
    for authority in ["ca", "other-ca"] { try makeAuthority(authority) }
    try make("server", authority: "ca", days: 1, names: "IP:127.0.0.1,DNS:localhost")
    try make("misnamed-server", authority: "ca", days: 1, names: "DNS:hooks.example")
    try make("expired-server", authority: "ca", days: -1, names: "IP:127.0.0.1")
  }

  func serverContext(_ name: String) throws -> NIOSSLContext {
    try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMFile(path("\(name).pem")).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: path("\(name).key"), format: .pem))))
  }

  private func makeAuthority(_ name: String) throws {
    try openssl(
      ["req", "-x509"] + Self.newKey + ["-keyout", path("\(name).key"), "-out", path("\(name).pem"), "-days", "1", "-subj", "/CN=\(name)"])
  }

  private func make(_ name: String, authority: String, days: Int, names: String) throws {
    try openssl(["req"] + Self.newKey + ["-keyout", path("\(name).key"), "-out", path("\(name).csr"), "-subj", "/CN=\(name)"])
    try "subjectAltName=\(names)\n".write(toFile: path("\(name).ext"), atomically: true, encoding: .utf8)
    try openssl([
      "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).pem"), "-CAkey", path("\(authority).key"), "-CAcreateserial",
      "-days", "\(days)", "-extfile", path("\(name).ext"), "-out", path("\(name).pem"),
    ])
  }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

  private func openssl(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw OpenSSLFailed(arguments: arguments) }
  }

  private struct OpenSSLFailed: Error {
    var arguments: [String]
  }
}
