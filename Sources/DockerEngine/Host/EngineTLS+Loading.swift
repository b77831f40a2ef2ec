// The files turned into NIOSSL's configuration.

import Glibc
import NIOSSL

extension EngineTLS {
  /// Reads and checks the files, so that a bad one is named here and not guessed from a failed handshake.
  func configuration() throws(EngineError) -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = isVerified ? .fullVerification : .none
    if let ca, isVerified {
      configuration.trustRoots = .certificates(try Self.certificates(at: ca))
    }
    if let certificate {
      configuration.certificateChain = try Self.certificates(at: certificate).map { .certificate($0) }
    }
    if let key {
      do {
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
      } catch {
        throw EngineError(.unusableTLSFile(path: key, reason: Self.reason(of: error, wanted: "an unencrypted PEM private key")))
      }
    }
    return configuration
  }

  /// Whether our own certificate's time is over, by this host's clock.
  var hasExpiredCertificate: Bool {
    guard let certificate, let leaf = (try? Self.certificates(at: certificate))?.first else { return false }
    return leaf.notValidAfter < time(nil)
  }

  private static func certificates(at path: String) throws(EngineError) -> [NIOSSLCertificate] {
    let certificates: [NIOSSLCertificate]
    do {
      certificates = try NIOSSLCertificate.fromPEMFile(path)
    } catch {
      throw EngineError(.unusableTLSFile(path: path, reason: reason(of: error, wanted: "a PEM certificate")))
    }
    guard !certificates.isEmpty else { throw EngineError(.unusableTLSFile(path: path, reason: "it holds no certificate")) }
    return certificates
  }

  private static func reason(of error: any Error, wanted: String) -> String {
    guard let number = systemErrorNumber(of: error) else { return "it is not \(wanted)" }
    return systemErrorText(number)
  }
}
