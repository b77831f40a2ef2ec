// When connections cannot be accepted, such as for want of descriptors.

import Glibc
import Logging
import NIOCore

/// Says why, at most once a minute. NIO waits a second and tries again; meanwhile connections wait in the kernel's queue.
final class AcceptTroubleHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Channel

  private let logger: Logger
  private var lastSaid: NIODeadline?

  init(_ logger: Logger) {
    self.logger = logger
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? IOError, lastSaid.map({ NIODeadline.now() - $0 >= .minutes(1) }) ?? true {
      lastSaid = .now()
      logger.warning("connections cannot be accepted for the moment: \(String(cString: strerror(error.errnoCode)))")
    }
    context.fireErrorCaught(error)
  }
}
