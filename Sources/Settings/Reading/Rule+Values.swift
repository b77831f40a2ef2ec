// The rules of the values that settings have.
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

  /// The name of a file; a relative one is looked up in `$CREDENTIALS_DIRECTORY` first.
  static func file(_ credentials: CredentialFolder) -> Rule {
    let name = line("the name of a file")
    return Rule { value, path, findings in name.read(value, path, &findings).map(credentials.resolve) }
  }
}

extension Rule<Glob> {
  static func glob(_ example: String) -> Rule {
    let allowed = "a pattern such as \(quoted(example))"
    return text(allowed) { text throws(Complaint) in Glob(text) }
  }
}
