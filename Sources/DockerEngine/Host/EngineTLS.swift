// The files that TLS to an engine needs.

/// TLS towards an engine: whom to trust, and who we are.
public struct EngineTLS: Sendable, Hashable {
  /// PEM files; without `ca` the system's authorities are trusted.
  public var ca: String?
  public var certificate: String?
  public var key: String?
  /// Whether the engine's certificate is checked; only `DOCKER_CERT_PATH` without `DOCKER_TLS_VERIFY` asks not to.
  public var isVerified: Bool

  public init(ca: String? = nil, certificate: String? = nil, key: String? = nil, isVerified: Bool = true) {
    self.ca = ca
    self.certificate = certificate
    self.key = key
    self.isVerified = isVerified
  }

  /// As the docker client reads the environment (moby client/options.go: `WithTLSClientConfigFromEnv`, docker cli/flags): the files of
  /// `DOCKER_CERT_PATH`, checked when `DOCKER_TLS_VERIFY` is not empty; that one alone means the files of `~/.docker`.
  public init?(environment: [String: String]) {
    let isVerified = !(environment["DOCKER_TLS_VERIFY"] ?? "").isEmpty
    var folder = environment["DOCKER_CERT_PATH"] ?? ""
    if folder.isEmpty {
      guard isVerified, let home = environment["HOME"], !home.isEmpty else { return nil }
      folder = home + "/.docker"
    }
    self.init(ca: folder + "/ca.pem", certificate: folder + "/cert.pem", key: folder + "/key.pem", isVerified: isVerified)
  }
}
