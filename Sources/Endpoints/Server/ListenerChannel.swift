// A connection from its first byte: TLS if there is some, then HTTP.

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL
import Synchronization

/// Sets connections up under the demands in force when they are accepted.
struct ListenerChannel: ServerChildChannel {
  let access: AccessControl
  let responder: Responder
  let roster: ConnectionRoster
  let configuration: HTTP1Channel.Configuration

  /// One connection, and the HTTP that answers it.
  final class Value: ServerChildChannelValue {
    private let http: HTTP1Channel
    private let asyncChannel: HTTP1Channel.Value
    private let isServed = Atomic(false)

    init(_ http: HTTP1Channel, _ asyncChannel: HTTP1Channel.Value) {
      self.http = http
      self.asyncChannel = asyncChannel
    }

    /// One that was accepted as the listener ended is served by nobody: it is closed, for a NIOAsyncChannel that goes away open traps.
    deinit {
      if isServed.load(ordering: .relaxed) { return }
      Task { [asyncChannel] in try? await asyncChannel.executeThenClose { _, _ in } }
    }

    var channel: any Channel { asyncChannel.channel }

    /// Answers on the channel's own thread: a scrape of thousands of containers is hundreds of pieces, and each would go from thread to thread and wait
    /// for a turn behind all that is done with a flood of events.
    func serve(_ logger: Logger) async {
      isServed.store(true, ordering: .relaxed)
      await withTaskExecutorPreference(LoopExecutor(channel.eventLoop)) { await http.handle(value: asyncChannel, logger: logger) }
    }
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let tls = access.current.tls
    let connection = AcceptedConnection(tls: tls)
    let http = HTTP1Channel(
      responder: { [responder] request, writer, channel in try await responder.respond(to: request, on: connection, writer, channel) },
      configuration: configuration)
    return channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(PlaceHandler(roster))
      guard let tls else { return }
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context))
    }
    .flatMap { http.setup(channel: channel, logger: logger) }
    .flatMap { asyncChannel in
      let value = Value(http, asyncChannel)
      return channel.eventLoop.makeCompletedFuture {
        let codec = try channel.pipeline.syncOperations.context(handlerType: HTTP1ToHTTPServerCodec.self).handler
        try channel.pipeline.syncOperations.addHandler(LastRequestHandler(), position: .before(codec))
        return value
      }
    }
  }

  func handle(value: Value, logger: Logger) async {
    await value.serve(logger)
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
