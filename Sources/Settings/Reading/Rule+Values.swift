// The rules of the values that settings have.
import JSON
import Watch

extension Rule where Value == Duration {
  /// A duration between bounds.
  static func duration(_ range: ClosedRange<Duration>) -> Rule {
    let bounds = "\(DurationText.text(of: range.lowerBound)) to \(DurationText.text(of: range.upperBound))"
    return text(DurationText.allowed) { text throws(Complaint) in
      let duration = try DurationText(parsing: text).duration
      guard duration >= range.lowerBound else { throw Complaint("\(quoted(text)) is too short", bounds) }
      guard duration <= range.upperBound else { throw Complaint("\(quoted(text)) is too long", bounds) }
      return duration
    }
  }
}

extension Rule where Value: CaseIterable & RawRepresentable<String> {
  /// One of the words of an enumeration.
  static var word: Rule {
    let words = Value.allCases.map(\.rawValue)
    let allowed = "one of " + words.joined(separator: ", ")
    return text(allowed) { text throws(Complaint) in
      if let value = Value(rawValue: text) { return value }
      throw Complaint("unknown \(quoted(text))", Spelling(words: words).suggestion(for: text) ?? allowed)
    }
  }
}

extension Rule<ListenAddress> {
  static var listenAddress: Rule {
    text(ListenAddress.allowed) { text throws(Complaint) in try ListenAddress(parsing: text) }
  }
}

extension Rule<EngineAddress> {
  static var engineAddress: Rule {
    text(EngineAddress.allowed) { text throws(Complaint) in try EngineAddress(parsing: text) }
  }
}

extension Rule<String> {
  /// A text of one line.
  static func line(_ allowed: String) -> Rule {
    text(allowed) { text throws(Complaint) in
      guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
        throw Complaint("\(quoted(text)) has a control character in it", allowed)
      }
      return text
    }
  }
}

extension Rule<Bool> {
  static var yesOrNo: Rule {
    Rule { value, path, findings in
      if case .bool(let answer) = value.content { return answer }
      findings.report(.wrongKind(value, wanted: "true or false", "without quotes"), at: path, value.position)
      return nil
    }
  }
}

extension Rule<Int> {
  /// A whole number between bounds.
  static func count(_ range: ClosedRange<Int>) -> Rule {
    let allowed = "\(range.lowerBound) to \(range.upperBound)"
    return Rule { value, path, findings in
      guard case .number(let text) = value.content else {
        findings.report(.wrongKind(value, wanted: "a number", "\(allowed), without quotes"), at: path, value.position)
        return nil
      }
      if let number = Int(text), range.contains(number) { return number }
      let problem = text.contains { ".eE".contains($0) } ? "is no whole number" : "is out of range"
      findings.report(Complaint("\(text.prefix(40)) \(problem)", allowed), at: path, value.position)
      return nil
    }
  }
}

extension Rule<Int64> {
  /// A duration between bounds, in nanoseconds.
  static func nanoseconds(_ range: ClosedRange<Duration>) -> Rule {
    Rule<Duration>.duration(range).map { $0.components.seconds * 1_000_000_000 + $0.components.attoseconds / 1_000_000_000 }
  }
}

extension Rule<Timestamp> {
  static var time: Rule {
    let allowed = "RFC 3339, such as \"2026-12-31T18:00:00Z\" or \"2026-12-31T18:00:00+01:00\""
    return text(allowed) { text throws(Complaint) in
      if let time = Timestamp(rfc3339: text) { return time }
      throw Complaint("\(quoted(text)) is no time", allowed)
    }
  }
}

extension Rule<Glob> {
  static func glob(_ example: String) -> Rule {
    let allowed = "a pattern such as \(quoted(example))"
    return text(allowed) { text throws(Complaint) in Glob(text) }
  }
}
