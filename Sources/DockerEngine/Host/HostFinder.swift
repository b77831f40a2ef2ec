// Which engine to talk to when nobody, or somebody, has said so.

import Glibc

/// Finds the engine's address: the explicit option, else `DOCKER_HOST`, else the first socket that is there.
public struct HostFinder: Sendable {
  /// `engine.host`, if given.
  public var option: String?
  /// `engine.tls`, if given; else the environment's.
  public var tls: EngineTLS?
  public var environment: [String: String]
  private let exists: @Sendable (String) -> Bool

  init(
    option: String?, tls: EngineTLS?, environment: [String: String],
    exists: @escaping @Sendable (String) -> Bool
  ) {
    self.option = option
    self.tls = tls
    self.environment = environment
    self.exists = exists
  }

  /// Looks in the file system.
  public init(option: String? = nil, tls: EngineTLS? = nil, environment: [String: String]) {
    self.init(option: option, tls: tls, environment: environment, exists: { access($0, F_OK) == 0 })
  }

  /// The engine's address now; a socket that appears later is found by asking again.
  public func find() throws(EngineError) -> EngineHost {
    if let option { return try parse(option) }
    if let named = environment["DOCKER_HOST"], !named.isEmpty { return try parse(named) }
    guard let path = sockets.first(where: exists) else { throw EngineError(.noSocketFound(tried: sockets)) }
    return .unix(path: path)
  }

  /// Where sockets are looked for, in order (ENGINE.md, Connecting).
  public var sockets: [String] {
    var sockets = ["/var/run/docker.sock"]
    if let folder = environment["XDG_RUNTIME_DIR"], !folder.isEmpty { sockets.append(folder + "/docker.sock") }
    sockets.append("/run/podman/podman.sock")
    return sockets
  }

  private func parse(_ text: String) throws(EngineError) -> EngineHost {
    try EngineHost(parsing: text, tls: tls ?? EngineTLS(environment: environment))
  }
}
