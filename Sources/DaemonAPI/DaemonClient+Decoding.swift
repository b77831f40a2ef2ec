// Answers read by the same reader as everything else, with each row kept as it was written.

import JSON

extension DaemonClient {
  /// Reads a body; one that cannot be read is not a daemon's.
  func decoding(
    _ body: [UInt8], _ read: (inout JSONReader) throws(JSONError) -> Void
  ) throws(DaemonError) {
    do throws(JSONError) {
      try JSONReader.read(body, read)
    } catch {
      throw DaemonError(.notDogwatch("\(error)"), access)
    }
  }
}

extension JSONReader {
  /// Reads an array of the text: passes on each element as it is written, with a reader of its own.
  mutating func rows(
    of text: [UInt8], _ take: ([UInt8], inout JSONReader) throws(JSONError) -> Void
  ) throws(JSONError) {
    try beginArray()
    while try nextElement() {
      let start = offset
      try skip()
      let row = Array(text[start..<offset])
      try JSONReader.read(row) { reader throws(JSONError) in try take(row, &reader) }
    }
  }
}
