// The listener's certificate, and whom it trusts.

import Glibc
import NIOCore
import NIOSSL

/// TLS of the listener, 1.2 or later: files that were read and fit each other.
public struct ListenerTLS: Sendable {
  let context: NIOSSLContext
  private let chain: [NIOSSLCertificate]
  private let authorities: [NIOSSLCertificate]

  /// Reads the PEM files. With `clientCA`, clients show a certificate of one of its authorities, or see the probes only.
  public init(cert: String, key: String, clientCA: String? = nil) throws(ListenerTLSError) {
    chain = try Self.certificates(at: cert, .cert)
    authorities = if let clientCA { try Self.certificates(at: clientCA, .clientCA) } else { [] }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(try Self.privateKey(at: key)))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    // How long a client that does not read holds a connection that is to be closed.
    configuration.shutdownTimeout = .seconds(1)
    if clientCA != nil {
      // A certificate that is shown must be right; one that is not shown is the requests' matter, as the probes need none.
      configuration.certificateVerification = .optionalVerification
      configuration.trustRoots = .certificates(authorities)
    }
    do {
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      throw ListenerTLSError(file: .key, path: key, reason: "it does not fit the certificate in \(cert)")
    }
  }

  /// Whether requests need a connection on which a certificate was shown.
  var wantsClientCertificate: Bool { !authorities.isEmpty }

  /// Whether the certificate's time is over, by this machine's clock.
  public var isExpired: Bool { chain.first.map { $0.notValidAfter < time(nil) } ?? false }

  /// Whether it is the very same, not only one with the same certificates.
  func isSame(as other: ListenerTLS) -> Bool { context === other.context }

  // MARK: Files

  private static func certificates(at path: String, _ file: ListenerTLSError.File) throws(ListenerTLSError) -> [NIOSSLCertificate] {
    let certificates = try? NIOSSLCertificate.fromPEMFile(path)
    guard let certificates, !certificates.isEmpty else {
      throw ListenerTLSError(file: file, path: path, reason: "it holds no PEM certificate that can be read")
    }
    return certificates
  }

  private static func privateKey(at path: String) throws(ListenerTLSError) -> NIOSSLPrivateKey {
    do {
      return try NIOSSLPrivateKey(file: path, format: .pem)
    } catch {
      throw ListenerTLSError(file: .key, path: path, reason: "it holds no unencrypted PEM private key that can be read")
    }
  }
}

extension ListenerTLS: Equatable {
  /// Whether it makes no difference to a client: a key has its certificate.
  public static func == (left: ListenerTLS, right: ListenerTLS) -> Bool {
    left.chain == right.chain && left.authorities == right.authorities
  }
}

/// A file that cannot be used.
public struct ListenerTLSError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The key of `http.tls` that names it.
  public enum File: String, Sendable, Hashable {
    case cert, key, clientCA
  }

  public var file: File
  public var path: String
  public var reason: String

  public var description: String { "\(path): \(reason)" }
}
