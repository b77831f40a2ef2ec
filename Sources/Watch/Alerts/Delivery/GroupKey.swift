// Which alerts are told of together.

/// The values that the alerts of one group share: those of `alerts.groupBy` that they have.
public struct GroupKey: Sendable, Hashable, Comparable, CustomStringConvertible, Codable {
  /// By label name.
  public let labels: [AlertLabels.Pair]

  public init(labels: [AlertLabels.Pair]) {
    self.labels = labels.sorted { $0.label < $1.label }
  }

  /// The group of an alert with these labels.
  public init(of labels: AlertLabels, by groupBy: [AlertLabel]) {
    self.init(labels: labels.pairs.filter { groupBy.contains($0.label) })
  }

  /// As Alertmanager writes it for a route without matchers: `{}:{compose_project="shop", host="box"}`.
  public var text: String {
    "{}:{" + labels.map { "\($0.label.rawValue)=\(Self.quoted($0.value))" }.joined(separator: ", ") + "}"
  }

  public var description: String { text }

  public static func < (left: GroupKey, right: GroupKey) -> Bool { left.text < right.text }

  /// Quoted as Go's `%q` quotes what people write in names: quotes, backslashes and control characters escaped.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
