// From what `http` says to what the listener demands.

import Endpoints
import Settings

extension ListenerAccess {
  /// Reads the TLS files; one that cannot be used is an error of the configuration.
  init(_ http: Settings.HTTP) throws(SettingsErrors) {
    self.init(tls: try http.tls.map(Self.tls), bearerToken: http.bearerToken.map { BearerToken($0.revealed) })
  }

  private static func tls(_ tls: Settings.ListenerTLS) throws(SettingsErrors) -> ListenerTLS {
    do throws(ListenerTLSError) {
      return try ListenerTLS(cert: tls.cert, key: tls.key, clientCA: tls.clientCA)
    } catch {
      throw SettingsErrors([SettingsError(path: "http.tls.\(error.file.rawValue)", message: "\(error)")])
    }
  }
}
