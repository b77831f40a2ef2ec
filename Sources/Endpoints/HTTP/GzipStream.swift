// gzip by zlib.

import CZlib
import NIOCore

/// A body being compressed. Level 1: 2.7 ms for 1.2 MB of exposition, where level 6 takes 6.6 ms (PACKAGES.md, measured).
struct GzipStream: ~Copyable {
  private static let chunkSize = 32 * 1024

  /// On the heap because zlib's state points back at it.
  private let stream: UnsafeMutablePointer<z_stream>
  private(set) var chunks: [ByteBuffer] = []

  /// Nil when there is no memory for it.
  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Window bits plus 16 ask for a gzip header (zlib.h: deflateInit2).
    let result = deflateInit2_(
      stream, 1, Z_DEFLATED, MAX_WBITS + 16, MAX_MEM_LEVEL - 1, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else {
      stream.deallocate()
      return nil
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Compresses a chunk.
  mutating func write(_ chunk: ByteBuffer) {
    chunk.withUnsafeReadableBytes { bytes in
      // zlib reads through the pointer and writes nothing there; its type is mutable for old compilers' sake.
      stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
      stream.pointee.avail_in = UInt32(bytes.count)
      deflateAll(Z_NO_FLUSH)
    }
  }

  /// Ends the body.
  mutating func end() {
    stream.pointee.next_in = nil
    stream.pointee.avail_in = 0
    deflateAll(Z_FINISH)
  }

  /// Runs zlib until it leaves room in its output: then it has taken all it was given.
  private mutating func deflateAll(_ flush: Int32) {
    let stream = stream
    repeat {
      if chunks.isEmpty || chunks[chunks.count - 1].writableBytes == 0 {
        chunks.append(ByteBufferAllocator().buffer(capacity: Self.chunkSize))
      }
      chunks[chunks.count - 1].writeWithUnsafeMutableBytes(minimumWritableBytes: 0) { room in
        stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(room.count)
        _ = deflate(stream, flush)
        return room.count - Int(stream.pointee.avail_out)
      }
    } while stream.pointee.avail_out == 0
  }
}

extension AnswerBody {
  /// The body compressed, giving way to others between chunks; nil when there is no memory for it.
  func gzipped() async -> AnswerBody? {
    guard var gzip = GzipStream() else { return nil }
    for chunk in self {
      gzip.write(chunk)
      await Task.yield()
    }
    gzip.end()
    return AnswerBody(gzip.chunks)
  }
}
