// A long JSON array in chunks.

import JSON
import NIOCore

/// `{"key": [row, row, …]}`, cut into chunks between rows.
struct JSONRows {
  private static let chunkSize = 64 * 1024

  private var chunks: [ByteBuffer] = []
  private var chunk: [UInt8]
  private var row = JSONWriter()
  private var isFirst = true

  init(_ key: String) {
    chunk = Array("{\"\(key)\":[".utf8)
  }

  /// Adds a row, which the closure writes.
  mutating func append(_ write: (inout JSONWriter) -> Void) {
    if !isFirst { chunk.append(UInt8(ascii: ",")) }
    isFirst = false
    row.removeAll()
    write(&row)
    chunk.append(contentsOf: row.bytes)
    if chunk.count >= Self.chunkSize { cut() }
  }

  /// The whole.
  mutating func end() -> AnswerBody { end(with: "]}\n") }

  /// The whole, with one more member after the array.
  mutating func end(member key: String, _ number: Int64) -> AnswerBody { end(with: "],\"\(key)\":\(number)}\n") }
  mutating func end(member key: String, _ bool: Bool) -> AnswerBody { end(with: "],\"\(key)\":\(bool)}\n") }

  private mutating func end(with text: String) -> AnswerBody {
    chunk.append(contentsOf: text.utf8)
    cut()
    return AnswerBody(chunks)
  }

  private mutating func cut() {
    chunks.append(ByteBuffer(bytes: chunk))
    chunk.removeAll(keepingCapacity: true)
  }
}
