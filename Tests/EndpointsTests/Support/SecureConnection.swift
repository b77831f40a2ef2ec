// A client over TLS that may misbehave: text out, text in, nothing between.

import NIOCore
import NIOPosix
import NIOSSL

@testable import Endpoints

/// A TLS connection to a listener on 127.0.0.1; what is not asked for is not read.
struct SecureConnection: Sendable {
  private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// Connects and greets; the connection lasts as long as the body.
  static func with<Value: Sendable>(
    _ address: ListenAddress, _ tls: TLSConfiguration, _ body: @Sendable (inout Ends) async throws -> Value
  ) async throws -> Value {
    guard case .tcp(_, let port) = address else { throw NoPort() }
    let context = try NIOSSLContext(configuration: tls)
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(20))
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
          return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      var ends = Ends(inbound: inbound.makeAsyncIterator(), outbound: outbound)
      return try await body(&ends)
    }
  }

  struct NoPort: Error {}

  /// What comes in, and what goes out.
  struct Ends {
    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    func send(_ text: String) async throws {
      try await outbound.write(ByteBuffer(string: text))
    }

    /// Everything until the listener closes; what came before a reset counts too.
    mutating func receiveToEnd() async -> String {
      await receive(until: nil)
    }

    /// Everything until it contains a text, or the listener closes.
    mutating func receive(until end: String) async -> String {
      await receive(until: Optional(end))
    }

    private mutating func receive(until end: String?) async -> String {
      var received = ByteBuffer()
      while let chunk = try? await inbound.next() {
        received.writeImmutableBuffer(chunk)
        if let end, String(buffer: received).contains(end) { break }
      }
      return String(buffer: received)
    }
  }
}
