// Where the API's transitions come from: memory, or a store that outlives the process.

/// Whoever can answer a question to the history.
public protocol TransitionSource: Sendable {
  /// The rows that the query asks for; never fails, as memory always has something.
  func rows(_ query: TransitionQuery) async -> TransitionRows
}

/// An answer, ready to be sent.
public struct TransitionRows: Sendable, Hashable {
  /// The API's rows (JSON) by rising sequence.
  public var rows: [[UInt8]]
  /// What to pass as `after` to go on from here.
  public var next: Int64

  public init(rows: [[UInt8]], next: Int64) {
    self.rows = rows
    self.next = next
  }
}
