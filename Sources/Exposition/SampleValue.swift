// The number at the end of a sample.

/// A sample's value.
public enum SampleValue: Sendable, Hashable, ExpressibleByIntegerLiteral {
  case integer(Int64)
  case double(Double)
  /// Nanoseconds, shown as seconds without losing a digit.
  case nanoseconds(Int64)

  public init(integerLiteral value: Int64) {
    self = .integer(value)
  }

  /// 1 when it holds, else 0.
  public init(_ holds: Bool) {
    self = .integer(holds ? 1 : 0)
  }

  /// How many bytes nanoseconds take as seconds; known before they are written.
  public static func length(nanoseconds: Int64) -> Int { NumberText.length(nanoseconds: nanoseconds) }

  /// Appends the number as both formats read it.
  public func append(to bytes: inout [UInt8]) {
    switch self {
    case .integer(let value): NumberText.append(value, to: &bytes)
    case .double(let value): NumberText.append(value, to: &bytes)
    case .nanoseconds(let value): NumberText.append(nanoseconds: value, to: &bytes)
    }
  }
}
