// Rung when the status line may say something else than before: nobody has to look every second.

/// Many may ring; one listens.
final class StatusBell: Sendable {
  /// However often it was rung meanwhile, the listener hears it once.
  let rings: AsyncStream<Void>
  private let ringer: AsyncStream<Void>.Continuation

  init() {
    (rings, ringer) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func ring() { ringer.yield() }
}
