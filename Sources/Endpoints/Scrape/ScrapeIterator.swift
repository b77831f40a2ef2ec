// The chunks of a scrape, one after another.

import Exposition
package import NIOCore

package struct ScrapeIterator: IteratorProtocol {
  private static let chunkSize = 64 * 1024
  /// Room for the page that goes over the size.
  private static let chunkCapacity = 120 * 1024

  private let scrape: Scrape
  /// The family and the page to write next.
  private var metric = 0
  private var page = 0
  private var isDone = false

  init(_ scrape: Scrape) {
    self.scrape = scrape
  }

  package mutating func next() -> ByteBuffer? {
    guard !isDone else { return nil }
    var chunk = ByteBufferAllocator().buffer(capacity: min(Self.chunkCapacity, scrape.length))
    while metric < scrape.lengths.count {
      guard chunk.readableBytes < Self.chunkSize else { return chunk }
      writePage(to: &chunk)
    }
    chunk.writeBytes(scrape.own)
    isDone = true
    return chunk
  }

  /// Writes the next page of a family, with its header before the first.
  private mutating func writePage(to chunk: inout ByteBuffer) {
    guard scrape.lengths[metric] > 0, page < scrape.snapshot.pages.count else {
      metric += 1
      page = 0
      return
    }
    if page == 0 { chunk.writeBytes(ContainerMetrics.all[metric].family.header(in: scrape.format)) }
    PageText(metric, scrape.snapshot.pages[page], scrape.snapshot).write(to: &chunk)
    page += 1
  }
}
