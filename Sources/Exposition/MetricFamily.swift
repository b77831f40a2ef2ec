// A metric as it is declared once, for everything made from the declaration: headers, samples, documentation, tests.

/// A family of samples that share name, type and meaning.
public struct MetricFamily: Sendable {
  /// The name as queries write it; a counter's ends in `_total`.
  public let name: String
  public let kind: Kind
  public let help: String
  /// The unit, which the name (a counter's without `_total`) ends in.
  public let unit: String?
  /// The label names of its samples, in their order.
  public let labels: [String]

  /// The name in bytes, as each sample begins.
  let nameBytes: [UInt8]
  private let textHeader: [UInt8]
  private let openMetricsHeader: [UInt8]

  public enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  public init(_ name: String, _ kind: Kind, _ help: String, unit: String? = nil, labels: [String] = []) {
    precondition(kind != .counter || name.hasSuffix("_total"), "a counter's name ends in _total")
    let openMetricsName = kind == .counter ? String(name.dropLast("_total".count)) : name
    precondition(unit.map { openMetricsName.hasSuffix("_" + $0) } ?? true, "a name ends in its unit")
    self.name = name
    self.kind = kind
    self.help = help
    self.unit = unit
    self.labels = labels
    nameBytes = Array(name.utf8)
    textHeader = Array("# HELP \(name) \(Self.escape(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n".utf8)
    openMetricsHeader = Array(
      ("# TYPE \(openMetricsName) \(kind.rawValue)\n" + (unit.map { "# UNIT \(openMetricsName) \($0)\n" } ?? "")
        + "# HELP \(openMetricsName) \(Self.escape(help, quotes: true))\n").utf8)
  }

  /// The lines that go before the family's samples. Only these differ between the formats: in OpenMetrics a counter's family has no
  /// `_total`, while its samples do.
  public func header(in format: ExpositionFormat) -> [UInt8] {
    switch format {
    case .text: textHeader
    case .openMetrics: openMetricsHeader
    }
  }

  /// Help text with line feeds and backslashes escaped, for OpenMetrics quotes too.
  private static func escape(_ help: String, quotes: Bool) -> String {
    var escaped = ""
    for scalar in help.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
