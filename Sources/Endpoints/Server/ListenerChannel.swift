// A connection from its first byte: TLS if there is some, then HTTP.

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOSSL

/// Sets connections up under the demands in force when they are accepted.
struct ListenerChannel: ServerChildChannel {
  let access: AccessControl
  let responder: Responder
  let configuration: HTTP1Channel.Configuration

  /// One connection, and the HTTP that answers it.
  struct Value: ServerChildChannelValue {
    let http: HTTP1Channel
    let asyncChannel: HTTP1Channel.Value

    var channel: any Channel { asyncChannel.channel }
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let tls = access.current.tls
    let connection = AcceptedConnection(tls: tls)
    let http = HTTP1Channel(
      responder: { [responder] request, writer, channel in try await responder.respond(to: request, on: connection, writer, channel) },
      configuration: configuration)
    return channel.eventLoop.makeCompletedFuture {
      guard let tls else { return }
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context))
    }
    .flatMap { http.setup(channel: channel, logger: logger) }
    .map { Value(http: http, asyncChannel: $0) }
  }

  func handle(value: Value, logger: Logger) async {
    await value.http.handle(value: value.asyncChannel, logger: logger)
  }
}

/// A connection, by the TLS it was accepted under.
struct AcceptedConnection: Sendable {
  let tls: ListenerTLS?

  /// What requests on this connection may have; nil once the listener has other certificates, or trusts others: then it ends without an answer,
  /// as an idle connection may at any time, and clients ask again on a new one.
  func admission(_ channel: any Channel, under access: ListenerAccess) async throws -> Admission? {
    guard let tls else { return access.tls == nil ? Admission(access: access, hasClientCertificate: false) : nil }
    guard let current = access.tls, current.isSame(as: tls) else { return nil }
    guard tls.wantsClientCertificate else { return Admission(access: access, hasClientCertificate: false) }
    let hasCertificate = try await channel.eventLoop.submit { try channel.pipeline.syncOperations.nioSSL_peerCertificate() != nil }.get()
    return Admission(access: access, hasClientCertificate: hasCertificate)
  }
}

/// Ends a connection without an answer.
struct ConnectionOutdated: Error {}
