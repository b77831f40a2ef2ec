// One answer to GET /metrics.

package import Exposition
import NIOCore

/// An exposition as chunks, made while they are sent: of thousands of containers never more than a chunk is in memory twice.
package struct Scrape: Sequence, Sendable {
  let format: ExpositionFormat
  let snapshot: FleetSnapshot
  /// The families about Dogwatch itself, and the end.
  let own: [UInt8]
  /// The length of each container family's samples.
  let lengths: [Int]

  package init(_ format: ExpositionFormat, _ snapshot: FleetSnapshot, _ daemon: DaemonMetrics) {
    self.format = format
    self.snapshot = snapshot
    var own = ExpositionText(format)
    daemon.current.write(version: daemon.version, to: &own)
    ProcessFigures.current().write(to: &own)
    own.end()
    self.own = own.bytes
    lengths = ContainerMetrics.all.indices.map { metric in
      snapshot.isReady ? snapshot.pages.reduce(0) { $0 + PageText(metric, $1, snapshot).length } : 0
    }
  }

  /// The length of the whole, known before it is written.
  var length: Int {
    zip(ContainerMetrics.all, lengths).reduce(own.count) { sum, pair in
      pair.1 == 0 ? sum : sum + pair.0.family.header(in: format).count + pair.1
    }
  }

  package func makeIterator() -> ScrapeIterator { ScrapeIterator(self) }
}
