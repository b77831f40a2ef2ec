// A transition as it is kept, and what may be asked of them.

public import Watch

/// One transition as it is kept.
public struct HistoryRow: Sendable, Hashable {
  public var sequence: Int64
  public var time: Timestamp
  /// Nil for a gap.
  public var name: ContainerName?
  /// The API's row, JSON.
  public var json: [UInt8]

  public init(sequence: Int64, time: Timestamp, name: ContainerName?, json: [UInt8]) {
    self.sequence = sequence
    self.time = time
    self.name = name
    self.json = json
  }
}

/// A question to the history.
public struct HistoryQuestion: Sendable, Hashable {
  public var name: ContainerName?
  /// Only what happened at or after this time.
  public var since: Timestamp?
  /// Only what has a greater number, the oldest first; without it the newest are given.
  public var after: Int64?
  public var limit: Int

  public init(name: ContainerName? = nil, since: Timestamp? = nil, after: Int64? = nil, limit: Int) {
    self.name = name
    self.since = since
    self.after = after
    self.limit = limit
  }
}

/// The answer: rows by rising number, and what to pass as `after` to go on from here.
public struct HistoryAnswer: Sendable, Hashable {
  public var rows: [HistoryRow]
  public var next: Int64
}
