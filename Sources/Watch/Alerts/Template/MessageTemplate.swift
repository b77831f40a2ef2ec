// Text with placeholders, as a user writes it into the body of a webhook.

/// A text in which `{{name}}` stands for a fact of a notification; white space inside the braces does not count.
public struct MessageTemplate: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    case text(String)
    case placeholder(Placeholder)
  }

  public let parts: [Part]

  /// Reads a text; the first placeholder that is none is thrown.
  public init(parsing text: String) throws(MessageTemplateError) {
    let (parts, errors) = Self.read(text)
    if let first = errors.first { throw first }
    self.parts = parts
  }

  /// Everything that is wrong with a text, in its order.
  public static func errors(in text: String) -> [MessageTemplateError] { read(text).errors }

  private static func read(_ text: String) -> (parts: [Part], errors: [MessageTemplateError]) {
    var parts: [Part] = []
    var errors: [MessageTemplateError] = []
    var rest = text[...]
    while let opening = firstIndex(of: "{{", in: rest) {
      if opening > rest.startIndex { parts.append(.text(String(rest[..<opening]))) }
      let inside = rest[opening...].dropFirst(2)
      guard let closing = firstIndex(of: "}}", in: inside) else { return (parts, errors + [.unclosed]) }
      let name = trimmed(inside[..<closing])
      if let placeholder = Placeholder(name) {
        parts.append(.placeholder(placeholder))
      } else {
        errors.append(.unknown(name: String(name), suggestion: Placeholder.suggestion(for: String(name))))
      }
      rest = inside[closing...].dropFirst(2)
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return (parts, errors)
  }

  private static func firstIndex(of pair: String, in text: Substring) -> Substring.Index? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(pair) { return index }
      index = text.index(after: index)
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

/// Why a text is no template, with what is allowed.
public enum MessageTemplateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `{{` without `}}`.
  case unclosed
  case unknown(name: String, suggestion: Placeholder?)

  public var description: String {
    switch self {
    case .unclosed: "\"{{\" without \"}}\" (a placeholder is written {{summary}})"
    case .unknown(let name, let suggestion?): "unknown placeholder {{\(Self.shown(name))}} (did you mean {{\(suggestion.name)}}?)"
    case .unknown(let name, nil):
      "unknown placeholder {{\(Self.shown(name))}} (allowed: \(Placeholder.all.map(\.name).joined(separator: ", ")))"
    }
  }

  /// Fit for one line of a log.
  private static func shown(_ name: String) -> String {
    let printable = name.unicodeScalars.prefix(60).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : String($0) }
    return printable.joined() + (name.unicodeScalars.count > 60 ? "…" : "")
  }
}
