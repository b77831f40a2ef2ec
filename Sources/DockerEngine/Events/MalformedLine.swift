// A line that is no event, fit to be logged.

/// A line of the stream that could not be read.
public struct MalformedLine: Sendable, Hashable {
  /// Words for a person.
  public var reason: String
  /// How long the line was, in bytes.
  public var length: Int
  /// Its beginning, in printable ASCII.
  public var excerpt: String

  init(reason: String, length: Int, excerpt: String) {
    self.reason = reason
    self.length = length
    self.excerpt = excerpt
  }

  init(reason: String, line: UnsafeRawBufferPointer) {
    self.init(reason: reason, length: line.count, excerpt: printableExcerpt(of: line))
  }
}
