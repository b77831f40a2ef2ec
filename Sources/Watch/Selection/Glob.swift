// Patterns as people write them in settings: `web-*`, `db?`.

/// A pattern for a whole string: `*` stands for any characters or none, `?` for one; everything else for itself.
public struct Glob: Sendable, Hashable {
  public let pattern: String
  private let symbols: [Symbol]

  fileprivate enum Symbol: Sendable, Hashable {
    case scalar(Unicode.Scalar)
    case anyOne, anyMany
  }

  public init(_ pattern: String) {
    self.pattern = pattern
    var symbols: [Symbol] = []
    for scalar in pattern.unicodeScalars {
      switch scalar {
      case "*": if symbols.last != .anyMany { symbols.append(.anyMany) }
      case "?": symbols.append(.anyOne)
      default: symbols.append(.scalar(scalar))
      }
    }
    self.symbols = symbols
  }

  /// Whether all of the text fits. Only the latest `*` is ever tried again, longer by one, so the time is bounded by pattern × text.
  public func matches(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    var place = scalars.startIndex
    var symbol = 0
    var retry: (symbol: Int, place: String.UnicodeScalarView.Index)?
    while place < scalars.endIndex {
      if symbol < symbols.count, symbols[symbol] == .anyMany {
        symbol += 1
        retry = (symbol, place)
      } else if symbol < symbols.count, symbols[symbol].fits(scalars[place]) {
        symbol += 1
        place = scalars.index(after: place)
      } else if let star = retry {
        place = scalars.index(after: star.place)
        symbol = star.symbol
        retry = (symbol, place)
      } else {
        return false
      }
    }
    return symbols[symbol...].allSatisfy { $0 == .anyMany }
  }
}

extension Glob.Symbol {
  fileprivate func fits(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .scalar(let own): own == scalar
    case .anyOne: true
    case .anyMany: false
    }
  }
}

extension Glob: CustomStringConvertible {
  public var description: String { pattern }
}
