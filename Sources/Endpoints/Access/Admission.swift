// Whether a request is answered at all.

import HTTPTypes

/// What is known of a request's connection.
struct Admission {
  let access: ListenerAccess
  /// Whether the client has shown a certificate; one that is not right ends the handshake.
  let hasClientCertificate: Bool

  /// The refusal; nil if the request may be answered. The probes are for everybody: who asks them holds no secrets.
  func refusal(of request: HTTPRequest) -> Answer? {
    if Self.isProbe(request) { return nil }
    if access.tls?.wantsClientCertificate == true, !hasClientCertificate {
      return .error(RequestFault(status: .forbidden, message: "a client certificate is needed here, and none was shown"))
    }
    guard let token = access.bearerToken else { return nil }
    guard let given = Self.bearerToken(of: request) else { return Self.unauthorized("a bearer token is needed here", challenge: "") }
    return token.matches(given) ? nil : Self.unauthorized("this bearer token is not right", challenge: ", error=\"invalid_token\"")
  }

  private static func isProbe(_ request: HTTPRequest) -> Bool {
    guard let path = (try? RequestTarget(request.path ?? "/"))?.path else { return false }
    return path == ["-", "healthy"] || path == ["-", "ready"]
  }

  /// The token of `Authorization: Bearer TOKEN` (RFC 6750, 2.1).
  private static func bearerToken(of request: HTTPRequest) -> Substring? {
    guard let header = request.headerFields[.authorization] else { return nil }
    let scheme = header.prefix { $0 != " " }
    guard scheme.lowercased() == "bearer" else { return nil }
    return header.dropFirst(scheme.count).drop { $0 == " " }
  }

  private static func unauthorized(_ message: String, challenge: String) -> Answer {
    var answer = Answer.error(RequestFault(status: .unauthorized, message: message))
    answer.headers[.wwwAuthenticate] = "Bearer realm=\"dogwatch\"" + challenge
    return answer
  }
}
