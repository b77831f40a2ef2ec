// When connections cannot be accepted, such as for want of descriptors.

import Glibc
import Logging
import NIOCore

/// Says why, at most once a minute, and has room made. NIO waits a second and tries again; meanwhile connections wait in the kernel's queue.
final class AcceptTroubleHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Channel

  private let roster: ConnectionRoster
  private let logger: Logger
  private var lastSaid: NIODeadline?

  init(_ roster: ConnectionRoster, _ logger: Logger) {
    self.roster = roster
    self.logger = logger
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? IOError {
      if lastSaid.map({ NIODeadline.now() - $0 >= .minutes(1) }) ?? true {
        lastSaid = .now()
        logger.warning("connections cannot be accepted for the moment: \(String(cString: strerror(error.errnoCode)))")
      }
      roster.makeRoom()
    }
    context.fireErrorCaught(error)
  }
}
