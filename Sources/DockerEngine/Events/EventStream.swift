// The live stream: it reads and decodes, and does nothing else, for a slow reader makes the engine drop events.

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Events as they happen, an array for each piece the network brings. There is no read timeout: an idle stream is silent for ever. Ends in
/// good order with nil; throws when it breaks, as it also does when an engine is stopped (20.10, live: no last chunk is sent).
public struct EventStream: AsyncSequence, Sendable {
  public typealias Element = [EventItem]
  public typealias Failure = EngineError

  private let response: HTTPClientResponse
  private let path: String
  private let transport: EngineTransport

  init(_ response: HTTPClientResponse, path: String, transport: EngineTransport) throws(EngineError) {
    self.response = response
    self.path = path
    self.transport = transport
    // Engines vary in their Content-Type, but none sends a page.
    let type = response.headers.first(name: "Content-Type") ?? ""
    if type.lowercased().hasPrefix("text/html") { throw transport.error(Self.page, path: path) }
  }

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(chunks: response.body.makeAsyncIterator(), path: path, transport: transport)
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private let path: String
    private let transport: EngineTransport
    private var reader = EventReader()
    private var state = State.first

    private enum State {
      /// Nothing has come yet.
      case first
      case reading
      case ended
      /// Broken, but what was whole before is passed on first.
      case broken(EngineError)
    }

    init(chunks: HTTPClientResponse.Body.AsyncIterator, path: String, transport: EngineTransport) {
      self.chunks = chunks
      self.path = path
      self.transport = transport
    }

    public mutating func next() async throws(EngineError) -> [EventItem]? {
      while true {
        switch state {
        case .ended: return nil
        case .broken(let error):
          state = .ended
          throw error
        case .first, .reading: break
        }
        var items: [EventItem] = []
        do {
          guard let chunk = try await chunks.next() else {
            state = .ended
            reader.finish(into: &items)
            return items.isEmpty ? nil : items
          }
          try read(chunk, into: &items)
        } catch {
          state = .broken(transport.error(error, path: path))
          reader.finish(into: &items)
        }
        if !items.isEmpty { return items }
      }
    }

    private mutating func read(_ chunk: ByteBuffer, into items: inout [EventItem]) throws(EngineError) {
      try chunk.withUnsafeReadableBytes { bytes throws(EngineError) in
        if case .first = state, !bytes.isEmpty {
          if EngineError.Problem.isHTML(bytes) { throw EventStream.page }
          state = .reading
        }
        reader.read(bytes, into: &items)
      }
    }
  }

  private static let page = EngineError(.notAnEngine("a web page"))
}
