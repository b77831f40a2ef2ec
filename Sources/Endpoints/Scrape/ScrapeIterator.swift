// The chunks of a scrape, one after another.

import Exposition
package import NIOCore

package struct ScrapeIterator: IteratorProtocol {
  private static let chunkSize = 64 * 1024
  /// Room for the page that goes over the size.
  private static let chunkCapacity = 120 * 1024
  /// As many as are on their way to the socket at most.
  private static let buffers = 8

  private let scrape: Scrape
  /// The chunks given out last, of which the oldest is used anew once it has left for the socket: else the kernel would give, clear and take back
  /// memory for each.
  private var givenOut: [ByteBuffer] = []
  /// The family and the page to write next.
  private var metric = 0
  private var page = 0
  private var isDone = false

  init(_ scrape: Scrape) {
    self.scrape = scrape
  }

  package mutating func next() -> ByteBuffer? {
    guard !isDone else { return nil }
    var chunk = emptyBuffer()
    while metric < scrape.lengths.count {
      guard chunk.readableBytes < Self.chunkSize else {
        givenOut.append(chunk)
        return chunk
      }
      writePage(to: &chunk)
    }
    chunk.writeBytes(scrape.own)
    isDone = true
    return chunk
  }

  private mutating func emptyBuffer() -> ByteBuffer {
    guard givenOut.count == Self.buffers else { return ByteBufferAllocator().buffer(capacity: min(Self.chunkCapacity, scrape.length)) }
    var buffer = givenOut.removeFirst()
    // If somebody still reads what is in it, this makes another.
    buffer.clear(minimumCapacity: Self.chunkCapacity)
    return buffer
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
