// What lasts under a name as it is saved.

/// Counters and episodes of one name, for whoever writes them down.
public struct SavedName: Sendable, Codable {
  public let name: ContainerName
  public let record: Record
  /// Nil while it is borne or shown; else it need not be in memory, and is forgotten then (our own clock).
  public private(set) var forgottenAt: Timestamp? = nil

  private enum CodingKeys: CodingKey {
    case name, record
  }

  /// What is kept under the name.
  public struct Record: Sendable, Codable {
    var record: NameRecord

    public init(from decoder: any Decoder) throws {
      record = try NameRecord(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
      try record.encode(to: encoder)
    }

    init(_ record: NameRecord) {
      self.record = record
    }
  }

  public init(name: ContainerName, record: Record, forgottenAt: Timestamp? = nil) {
    self.name = name
    self.record = record
    self.forgottenAt = forgottenAt
  }
}
