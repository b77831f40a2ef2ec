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
    case .chunks(let chunks): .chunks(chunks.makeIterator())
    case .scrape(let scrape): .scrape(scrape.makeIterator())
    }
  }

  enum Iterator: IteratorProtocol {
    case chunks(IndexingIterator<[ByteBuffer]>)
    case scrape(ScrapeIterator)

    mutating func next() -> ByteBuffer? {
      switch self {
      case .chunks(var chunks):
        defer { self = .chunks(chunks) }
        return chunks.next()
      case .scrape(var scrape):
        defer { self = .scrape(scrape) }
        return scrape.next()
      }
    }
  }
}
