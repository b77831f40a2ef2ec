// Lines out of a byte stream whose chunks end anywhere: NDJSON, and json-seq (RFC 7464) as the engine may send it.

/// Cuts a stream into lines: without line end, carriage return and leading record separators; empty lines are left out.
public struct LineFramer: Sendable {
  /// Something found in the stream; its bytes are valid only until the closure returns.
  public enum Frame {
    /// A whole line.
    case line(UnsafeRawBufferPointer)
    /// What stood after the last line end when the stream ended.
    case partial(UnsafeRawBufferPointer)
    /// A line longer than the bound: dropped, with so many bytes.
    case tooLong(Int)
  }

  /// The longest line passed on, in bytes.
  public let maximumLength: Int
  /// The beginning of a line whose end has not come; never more than `maximumLength`.
  private var pending: [UInt8] = []
  /// How many bytes of an over-long line have been dropped so far.
  private var dropped = 0

  public init(maximumLength: Int = 1 << 20) {
    self.maximumLength = maximumLength
  }

  /// Takes the next chunk, and passes on each line that is now whole: without a copy when the chunk holds all of it.
  public mutating func append(_ chunk: UnsafeRawBufferPointer, _ body: (Frame) -> Void) {
    guard let base = chunk.baseAddress else { return }
    var start = 0
    while start < chunk.count {
      let end = firstOffset(of: 0x0A, in: base, from: start, to: chunk.count)
      let piece = UnsafeRawBufferPointer(rebasing: chunk[start..<end])
      if end < chunk.count { endLine(with: piece, body) } else { keep(piece) }
      start = end + 1
    }
  }

  /// Ends the stream: passes on what is left of an unfinished line, and is ready for another stream.
  public mutating func finish(_ body: (Frame) -> Void) {
    if dropped > 0 {
      body(.tooLong(dropped))
    } else {
      pending.withUnsafeBytes { bytes in
        let line = Self.trimmed(bytes)
        if !line.isEmpty { body(.partial(line)) }
      }
    }
    reset()
  }

  private mutating func endLine(with piece: UnsafeRawBufferPointer, _ body: (Frame) -> Void) {
    if dropped == 0, pending.isEmpty, piece.count <= maximumLength {
      let line = Self.trimmed(piece)
      if !line.isEmpty { body(.line(line)) }
      return
    }
    keep(piece)
    if dropped > 0 {
      body(.tooLong(dropped))
    } else {
      pending.withUnsafeBytes { bytes in
        let line = Self.trimmed(bytes)
        if !line.isEmpty { body(.line(line)) }
      }
    }
    reset()
  }

  /// Adds to the unfinished line, or drops all of it once it is too long.
  private mutating func keep(_ piece: UnsafeRawBufferPointer) {
    guard dropped == 0, pending.count + piece.count <= maximumLength else {
      dropped += pending.count + piece.count
      pending = []
      return
    }
    pending.append(contentsOf: piece)
  }

  /// Forgets the line; a rarely needed large buffer is given back.
  private mutating func reset() {
    dropped = 0
    pending.removeAll(keepingCapacity: pending.capacity <= 1 << 16)
  }

  private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var line = bytes[...]
    while line.first == 0x1E { line.removeFirst() }
    if line.last == 0x0D { line.removeLast() }
    return UnsafeRawBufferPointer(rebasing: line)
  }
}
