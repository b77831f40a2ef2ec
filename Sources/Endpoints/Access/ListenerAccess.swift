// Who may ask, as it is now.

import Synchronization

/// What the listener demands of connections and requests.
public struct ListenerAccess: Sendable, Equatable {
  /// Nil: plain HTTP.
  public var tls: ListenerTLS?
  /// Nil: none is wanted.
  public var bearerToken: BearerToken?

  public init(tls: ListenerTLS? = nil, bearerToken: BearerToken? = nil) {
    self.tls = tls
    self.bearerToken = bearerToken
  }
}

/// The demands in force; they may change while the listener serves.
public final class AccessControl: Sendable {
  private let access: Mutex<ListenerAccess>

  public init(_ access: ListenerAccess = ListenerAccess()) {
    self.access = Mutex(access)
  }

  public var current: ListenerAccess { access.withLock { $0 } }

  /// From now on this holds: a token at the next request, TLS at the next connection, and connections under other TLS end at their next
  /// request. Files with the same certificates as before change nothing.
  public func replace(with new: ListenerAccess) {
    access.withLock { access in
      let tls = access.tls == new.tls ? access.tls : new.tls
      access = ListenerAccess(tls: tls, bearerToken: new.bearerToken)
    }
  }
}
