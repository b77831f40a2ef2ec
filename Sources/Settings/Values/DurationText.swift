// Durations as people write them: `500ms`, `30s`, `10m`, `1h30m`, `30d`.

/// A duration and its text.
struct DurationText {
  let duration: Duration

  static let allowed = "such as \"500ms\", \"30s\", \"10m\", \"1h30m\" or \"30d\""

  /// Units from the longest to the shortest, in milliseconds.
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// Reads whole numbers with units, the longest unit first, each at most once.
  init(parsing text: String) throws(Complaint) {
    guard !text.hasPrefix("-") else { throw Complaint("\(quoted(text)) is negative", Self.allowed) }
    var total: Int64 = 0
    var unitsLeft = Self.units[...]
    var rest = text[...]
    while !rest.isEmpty {
      let (number, unit) = try Self.takePart(from: &rest, of: text)
      guard let index = unitsLeft.firstIndex(where: { $0.name == unit }) else { throw Self.complaint(aboutUnit: unit, of: text) }
      let (part, overflow) = number.multipliedReportingOverflow(by: unitsLeft[index].milliseconds)
      let (sum, carry) = total.addingReportingOverflow(part)
      guard !overflow, !carry else { throw Self.tooLong(text) }
      total = sum
      unitsLeft = unitsLeft[(index + 1)...]
    }
    self.duration = .milliseconds(total)
  }

  /// Takes digits and the letters after them.
  private static func takePart(from rest: inout Substring, of text: String) throws(Complaint) -> (Int64, Substring) {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest.removeFirst(digits.count)
    if rest.hasPrefix(".") { throw Complaint("\(quoted(text)) has a fraction", "whole numbers, such as \"1h30m\" or \"1500ms\"") }
    let unit = rest.prefix { $0.isLetter }
    guard !digits.isEmpty else { throw Complaint("\(quoted(text)) is no duration", allowed) }
    guard !unit.isEmpty else {
      throw Complaint("\(quoted(text)) \(digits.count == text.count ? "has no unit" : "is no duration")", allowed)
    }
    rest.removeFirst(unit.count)
    guard let number = Int64(digits) else { throw tooLong(text) }
    return (number, unit)
  }

  private static func complaint(aboutUnit unit: Substring, of text: String) -> Complaint {
    guard units.contains(where: { $0.name == unit }) else {
      return Complaint("\(quoted(text)) has an unknown unit \(quoted(unit))", "d, h, m, s or ms")
    }
    return Complaint("\(quoted(text)) has its units out of order", "the longest first, each once, such as \"1h30m\"")
  }

  private static func tooLong(_ text: String) -> Complaint {
    Complaint("\(quoted(text)) is too long", allowed)
  }

  /// The shortest text of a duration of whole milliseconds.
  static func text(of duration: Duration) -> String {
    var rest = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    var text = ""
    for unit in units where rest >= unit.milliseconds {
      text += "\(rest / unit.milliseconds)\(unit.name)"
      rest %= unit.milliseconds
    }
    return text.isEmpty ? "0s" : text
  }
}
