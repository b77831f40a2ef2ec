// A request that cannot be answered as asked.

import HTTPTypes

/// What is wrong with a request, and what is allowed.
struct RequestFault: Error, Equatable {
  let status: HTTPResponse.Status
  let message: String

  /// Nothing there.
  static func notFound(_ message: String) -> RequestFault { RequestFault(status: .notFound, message: message) }

  /// A query that makes no sense.
  static func badRequest(_ message: String) -> RequestFault { RequestFault(status: .badRequest, message: message) }

  static func methodNotAllowed(_ method: HTTPRequest.Method) -> RequestFault {
    RequestFault(status: .methodNotAllowed, message: "method \(method.rawValue) is not allowed (GET and HEAD are)")
  }
}
