// One entry of the journal (systemd.journal-fields(7)).

/// A message, how grave it is, and fields to search by.
public struct JournalEntry: Sendable, Hashable {
  public var message: String
  public var priority: JournalPriority
  /// In order; a name may occur more than once.
  public private(set) var fields: [Field] = []

  /// A field and its value.
  public struct Field: Sendable, Hashable {
    public var name: String
    public var value: String
  }

  public init(message: String, priority: JournalPriority) {
    self.message = message
    self.priority = priority
  }

  /// Adds a field. The name is made one that the journal takes.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: Self.fieldName(name), value: value))
  }

  /// Adds a field unless there is no value.
  public mutating func add(_ name: String, _ value: (some CustomStringConvertible)?) {
    if let value { add(name, value.description) }
  }

  /// `NAME=value` each, as sd_journal_sendv(3) takes them.
  var assignments: [String] {
    ["MESSAGE=\(message)", "PRIORITY=\(priority.rawValue)", "SYSLOG_IDENTIFIER=dogwatch"] + fields.map { "\($0.name)=\($0.value)" }
  }

  /// Upper-case letters, digits and underscores, at most 64, none of the last two first: the journal drops an entry's field that is named
  /// otherwise (systemd: journal_field_valid).
  static func fieldName(_ name: String) -> String {
    let text = name.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
      default: UInt8(ascii: "_")
      }
    }
    let valid = String(decoding: text.drop { $0 < UInt8(ascii: "A") || $0 > UInt8(ascii: "Z") }.prefix(64), as: UTF8.self)
    return valid.isEmpty ? "FIELD" : valid
  }
}
