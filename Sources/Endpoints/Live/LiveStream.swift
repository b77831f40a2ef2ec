// Server-sent events: a page that is open hears when it is out of date (HTML, 9.2 "Server-sent events").

import HummingbirdCore
import NIOCore
import ServiceLifecycle
import Synchronization

/// Tells whoever listens which version of the page there is. Nothing is done while nobody does: a listener's own task looks now and then.
struct LiveStream: Sendable {
  let sources: EndpointSources
  let limits: EndpointLimits
  private let slots: StreamSlots

  /// How often it is looked whether there is something new.
  private static let interval = Duration.seconds(1)
  /// Looks after which something is sent all the same, so that a listener that vanished is noticed.
  private static let patience = 15

  init(sources: EndpointSources, limits: EndpointLimits) {
    self.sources = sources
    self.limits = limits
    slots = StreamSlots(limits.streams)
  }

  /// A place for one more listener, to be given back with `leave`; false when all are taken.
  func enter() -> Bool { slots.take() }
  func leave() { slots.giveBack() }

  /// Tells until the listener goes, is no longer let in, has been there for as long as a stream may last, or the end begins.
  func tell(
    _ request: Request, _ writer: inout some ResponseBodyWriter, on channel: any Channel, while mayListen: () async -> Bool
  ) async throws {
    let isGone = OneWayFlag()
    try await request.body.consumeWithInboundCloseHandler { _ in
      let end = ContinuousClock.now + limits.stream
      var told: PageVersion?
      var quiet = 0
      while !isGone.isSet, ContinuousClock.now < end, await mayListen() {
        let version = PageVersion(sources)
        quiet += 1
        if version != told {
          try await send("data:\(version)\n\n", &writer, on: channel)
        } else if quiet >= Self.patience {
          try await send(":\n\n", &writer, on: channel)
        }
        if version != told || quiet >= Self.patience { quiet = 0 }
        told = version
        guard await pause() else { return }
      }
    } onInboundClosed: {
      isGone.set()
    }
  }

  /// False when the end begins.
  private func pause() async -> Bool {
    do {
      try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
    } catch {
      return false
    }
    return !Task.isShuttingDownGracefully
  }

  /// Writes within the limit for a whole response.
  private func send(_ text: String, _ writer: inout some ResponseBodyWriter, on channel: any Channel) async throws {
    let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(limits.response)) { channel.close(promise: nil) }
    defer { deadline.cancel() }
    try await writer.write(ByteBuffer(string: text))
  }
}

/// How many listen.
private final class StreamSlots: Sendable {
  private let free: Mutex<Int>

  init(_ count: Int) { free = Mutex(count) }

  func take() -> Bool {
    free.withLock { free in
      guard free > 0 else { return false }
      free -= 1
      return true
    }
  }

  func giveBack() { free.withLock { $0 += 1 } }
}
