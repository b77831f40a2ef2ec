// Snapshots and scrapes of a few containers.

import Exposition
import NIOCore
import Watch

@testable import Endpoints

extension FleetSnapshot {
  /// A snapshot of these containers after the first full listing.
  static func of(
    _ views: [ContainerView], confirmedUpTo: Timestamp? = nil, watchedSince: Timestamp? = .at(0), isEngineStale: Bool = false
  ) -> FleetSnapshot {
    var builder = SnapshotBuilder()
    builder.isReady = true
    builder.isEngineStale = isEngineStale
    builder.confirmedUpTo = confirmedUpTo
    builder.watchedSince = watchedSince
    for view in views { builder.set(view) }
    return builder.publish()
  }

  /// The whole exposition.
  func scraped(_ format: ExpositionFormat = .text, _ daemon: DaemonMetrics = DaemonMetrics(version: "1.2.3")) -> String {
    String(decoding: Scrape(format, self, daemon).flatMap { Array($0.readableBytesView) }, as: UTF8.self)
  }

  /// The samples of one family, each without the family's name.
  func samples(_ family: String) -> [String] {
    let lines = scraped().split(separator: "\n").filter { $0.hasPrefix(family + "{") || $0.hasPrefix(family + " ") }
    return lines.map { String($0.dropFirst(family.count)) }
  }
}
