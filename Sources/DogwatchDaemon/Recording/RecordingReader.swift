// A recording read from its file, line by line: it may be larger than memory.

import Glibc
import JSON
import Watch

/// Reads a recording from front to back.
struct RecordingReader: ~Copyable {
  private static let chunkSize = 1 << 18
  /// A list of a hundred thousand containers fits.
  private static let longestLine = 64 << 20

  private let path: String
  private let descriptor: CInt

  init(path: String) throws(RecordingError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .unreadable(path, errno) }
  }

  deinit {
    close(descriptor)
  }

  /// Passes on the header, then each observation. The number of the last line is returned if that was cut in its middle.
  func read(
    header: (RecordingHeader) -> Void, observation: (Observation) -> Void
  ) throws(RecordingError) -> Int? {
    var framer = LineFramer(maximumLength: Self.longestLine)
    var line = 0
    var failure: RecordingError?
    var cutLine: Int?
    func take(_ frame: LineFramer.Frame) {
      guard failure == nil else { return }
      line += 1
      do throws(RecordingError) {
        try Self.parse(frame, line: line, of: path, header: header, observation: observation)
      } catch {
        if line > 1, case .partial = frame { cutLine = line } else { failure = error }
      }
    }
    while failure == nil, let chunk = try nextChunk() {
      chunk.withUnsafeBytes { framer.append($0, take) }
    }
    framer.finish(take)
    if let failure { throw failure }
    guard line > 0 else { throw .empty(path) }
    return cutLine
  }

  private func nextChunk() throws(RecordingError) -> [UInt8]? {
    var count = 0
    var failed: CInt = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { buffer, initialized in
      repeat { count = Glibc.read(descriptor, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
      failed = errno
      initialized = max(0, count)
    }
    if count < 0 { throw .unreadable(path, failed) }
    return count == 0 ? nil : chunk
  }

  private static func parse(
    _ frame: LineFramer.Frame, line: Int, of path: String, header: (RecordingHeader) -> Void, observation: (Observation) -> Void
  ) throws(RecordingError) {
    let bytes: UnsafeRawBufferPointer
    switch frame {
    case .line(let whole), .partial(let whole): bytes = whole
    case .tooLong: throw line == 1 ? .noRecording(path) : .damaged(path, line: line, "it is longer than \(longestLine) bytes")
    }
    do throws(JSONError) {
      if line == 1 {
        header(try JSONReader.read(bytes) { reader throws(JSONError) in try RecordingHeader(recorded: &reader) })
      } else {
        observation(try JSONReader.read(bytes) { reader throws(JSONError) in try Observation(recorded: &reader) })
      }
    } catch {
      throw line > 1 ? .damaged(path, line: line, "\(error)") : unusableHeader(bytes, error, path)
    }
  }

  /// What begins like a recording is one of another version, or damaged; anything else is none.
  private static func unusableHeader(_ bytes: UnsafeRawBufferPointer, _ error: JSONError, _ path: String) -> RecordingError {
    guard bytes.starts(with: #"{"dogwatch":"recording""#.utf8) else { return .noRecording(path) }
    if case .rejected(let reason) = error.reason { return .unusableHeader(path, reason) }
    return .unusableHeader(path, "\(error)")
  }
}
