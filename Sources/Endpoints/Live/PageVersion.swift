// What tells a page from the one made before it, without making either.

/// A number that changes when a page would, but for the time that passes. Other processes have other numbers.
struct PageVersion: Equatable, Sendable, CustomStringConvertible {
  private let number: Int

  init(_ sources: EndpointSources) {
    var hasher = Hasher()
    hasher.combine(sources.snapshot.current.revision)
    hasher.combine(sources.alerts.revision)
    hasher.combine(sources.showsProbeOutput.isSet)
    let numbers = sources.metrics.current
    hasher.combine(numbers.isEngineUp)
    hasher.combine(numbers.connects)
    for webhook in numbers.alerts.webhooks {
      hasher.combine(webhook.name)
      hasher.combine(webhook.numbers.results)
      hasher.combine(webhook.numbers.queue)
    }
    number = hasher.finalize()
  }

  /// Digits, as they go over the wire.
  var description: String { String(UInt(bitPattern: number), radix: 36) }
}
