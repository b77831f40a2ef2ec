// What lasts under a name as it is saved.

/// Counters and episodes of one name, for whoever writes them down.
public struct SavedName: Sendable, Codable {
  public let name: ContainerName
  public let record: Record

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

  public init(name: ContainerName, record: Record) {
    self.name = name
    self.record = record
  }
}
