// What NIOSSL throws, sorted by what it means for a person.

import NIOSSL

extension EngineError.TLSProblem {
  /// Reads NIOSSL's words (BoringSSL's reason codes); nil when it is no TLS error.
  init?(cause error: any Error) {
    guard error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError else { return nil }
    let words = "\(error)"
    func says(_ code: String) -> Bool { words.contains(code) }
    if says("failedToValidateHostname") || error as? NIOSSLExtraError == .failedToValidateHostname {
      self = .engineCertificateForAnotherName
    } else if says("CERTIFICATE_VERIFY_FAILED") || says("unableToValidateCertificate") {
      self = .engineCertificateNotTrusted
    } else if says("ALERT_CERTIFICATE_REQUIRED") || says("ALERT_HANDSHAKE_FAILURE") {
      self = .clientCertificateRequired
    } else if says("ALERT_CERTIFICATE_EXPIRED") {
      self = .clientCertificateExpired
    } else if says("ALERT_UNKNOWN_CA") || says("ALERT_BAD_CERTIFICATE") || says("ALERT_CERTIFICATE_UNKNOWN") {
      self = .clientCertificateRejected(says("ALERT_UNKNOWN_CA") ? "unknown CA" : "bad certificate")
    } else if says("WRONG_VERSION_NUMBER") || says("HTTP_REQUEST") || says("HTTPS_PROXY_REQUEST") {
      self = .notSpoken
    } else {
      self = .other(printableExcerpt(of: words.utf8, limit: 300))
    }
  }

  /// Go says "bad certificate" of one that is missing or expired too (crypto/tls; live): what our own files tell is more.
  func refined(by tls: EngineTLS) -> Self {
    guard case .clientCertificateRejected = self else { return self }
    if tls.certificate == nil { return .clientCertificateRequired }
    return tls.hasExpiredCertificate ? .clientCertificateExpired : self
  }
}
