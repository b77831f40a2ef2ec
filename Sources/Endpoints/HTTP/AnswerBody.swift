// The body of an answer, of known length, in pieces.

import NIOCore

struct AnswerBody: Sequence, Sendable {
  let length: Int
  private let source: Source

  private enum Source: Sendable {
    case chunks([ByteBuffer])
    case scrape(Scrape)
  }

  init(_ chunks: [ByteBuffer]) {
    length = chunks.reduce(0) { $0 + $1.readableBytes }
    source = .chunks(chunks)
  }

  init(_ bytes: [UInt8]) {
    self.init([ByteBuffer(bytes: bytes)])
  }

  init(_ scrape: Scrape) {
    length = scrape.length
    source = .scrape(scrape)
  }

  func makeIterator() -> Iterator {
    switch source {
    case .chunks(let chunks): Iterator(chunks: chunks.makeIterator())
    case .scrape(let scrape): Iterator(scrape: scrape.makeIterator())
    }
  }

  /// Has one of the two. They are changed where they are: a copy would hold on to the scrape's buffers.
  struct Iterator: IteratorProtocol {
    fileprivate var chunks: IndexingIterator<[ByteBuffer]>?
    fileprivate var scrape: ScrapeIterator?

    mutating func next() -> ByteBuffer? { scrape?.next() ?? chunks?.next() }
  }
}
