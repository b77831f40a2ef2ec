// Something that answers every request alike, or not at all.

import DaemonAPI
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A listener on a loopback port, with TLS or without.
final class CannedServer: Sendable {
  private let channel: any Channel
  private let heard: Heard
  let port: Int

  /// `answer` nil: it accepts and never answers.
  init(_ answer: String?, tls: NIOSSLContext? = nil) async throws {
    let heard = Heard()
    self.heard = heard
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
          try channel.pipeline.syncOperations.addHandler(Answering(answer, heard))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
  }

  var address: DaemonAddress { DaemonAddress(.tcp(host: "127.0.0.1", port: port)) }
  /// All that was sent to it.
  var requests: String { heard.text.withLock { $0 } }

  func end() async { try? await channel.close() }

  static func http(_ status: String, _ body: String, type: String = "application/json") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
  }

  private final class Heard: Sendable {
    let text = Mutex("")
  }

  private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let answer: String?
    private let heard: Heard

    init(_ answer: String?, _ heard: Heard) {
      self.answer = answer
      self.heard = heard
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = String(buffer: unwrapInboundIn(data))
      heard.text.withLock { $0 += text }
      guard let answer else { return }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
      context.close(promise: nil)
    }
  }
}

/// A certificate made for one test by the openssl command line, for one name or address.
struct TestCertificate {
  let folder: String
  var path: String { "\(folder)/cert.pem" }

  init(for name: String) throws {
    folder = "\(FileManager.default.temporaryDirectory.path)/daemon-certificate-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "\(folder)/key.pem", "-out",
      "\(folder)/cert.pem", "-days", "1", "-subj", "/CN=test", "-addext", "subjectAltName=\(name)",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func context() throws -> NIOSSLContext {
    try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: NIOSSLCertificate.fromPEMFile(path).map { .certificate($0) },
        privateKey: .privateKey(NIOSSLPrivateKey(file: "\(folder)/key.pem", format: .pem))))
  }
}
