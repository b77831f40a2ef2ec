// Options of the commands that ask the running daemon.

import ArgumentParser
import DaemonAPI
import Settings

/// Where the daemon is, and what lets us in.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The daemon's address: \(DaemonAddress.allowed). Without it, that of the configuration.", valueName: "address"))
  var address: String?

  @Option(help: ArgumentHelp("The file that holds the daemon's bearer token.", valueName: "file"), completion: .file())
  var tokenFile: String?

  @Option(
    help: ArgumentHelp("PEM certificates of the authorities to trust, instead of the system's.", valueName: "file"), completion: .file())
  var ca: String?

  @OptionGroup var configuration: ConfigurationOptions

  func validate() throws {
    guard let address, DaemonAddress(address) == nil else { return }
    throw ValidationError("\"\(address)\" is no address of a daemon (allowed: \(DaemonAddress.allowed))")
  }

  /// What the options say, else the configuration.
  var access: DaemonAccess {
    get throws {
      var access = try address.flatMap { DaemonAddress($0) }.map { DaemonAccess(address: $0) } ?? configured
      if let tokenFile { access.token = .file(tokenFile) }
      if let ca {
        access.ca = ca
        // An authority is of use with TLS only.
        if address?.contains("://") == false { access.address.usesTLS = true }
      }
      return access
    }
  }

  private var configured: DaemonAccess {
    get throws {
      let http = try configuration.load(Environment.variables).http
      var access = DaemonAccess(address: try Self.address(of: http))
      access.address.usesTLS = http.tls != nil
      access.token = http.bearerToken.map { .known($0.revealed) }
      return access
    }
  }

  private static func address(of http: Settings.HTTP) throws -> DaemonAddress {
    switch http.listen {
    case .unix(let path): return DaemonAddress(.unix(path: path))
    case .tcp(_, port: 0):
      throw ValidationError("the configuration lets the system pick a port (http.listen): say which it is with --address")
    case .tcp(let host, let port):
      // What listens everywhere is asked at home.
      let home = ["0.0.0.0": "127.0.0.1", "::": "::1"]
      return DaemonAddress(.tcp(host: home[host] ?? host, port: port))
    }
  }

  /// Lets the body ask the daemon; its errors become a sentence and an exit code.
  func asking<Value: Sendable>(_ body: (DaemonClient) async throws -> Value) async throws -> Value {
    try await Self.explaining { try await DaemonClient.with(access, body) }
  }

  /// Errors of the client become a sentence and an exit code.
  static func explaining<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as DaemonError {
      StandardError.print(error.description)
      throw ExitCode.of(error)
    }
  }
}

extension ExitCode {
  /// EX_UNAVAILABLE when no daemon answers, EX_USAGE when it says that what was asked makes no sense.
  static func of(_ error: DaemonError) -> ExitCode {
    if error.isOutOfReach { return .unavailable }
    if case .badRequest = error.problem { return .validationFailure }
    return .failure
  }
}
