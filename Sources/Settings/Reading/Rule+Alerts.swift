// The rules of what decides about alerts: labels, matchers, mutes.
import JSON
import Watch

extension Rule<LabelMatch> {
  /// `{"severity": ["critical"], "name": ["web-*"]}`.
  static var labelMatch: Rule {
    .object(#"such as {"severity": ["critical"], "name": ["web-*"]}"#) { section in section.labelMatch() }
  }
}

extension Section {
  /// The matchers among the keys.
  mutating func labelMatch() -> LabelMatch {
    var globs: [AlertLabel: [Glob]] = [:]
    for label in AlertLabel.allCases { value(label.rawValue, .globs(of: label)) { globs[label] = $0 } }
    return LabelMatch(globs)
  }
}

extension Rule<[Glob]> {
  /// A list of patterns; those of labels with known values are held against them.
  static func globs(of label: AlertLabel) -> Rule {
    let entry: Rule<Glob> =
      switch label {
      case .alertname: .glob("Container*", of: AlertName.allCases.map(\.rawValue))
      case .severity: .glob("critical", of: Severity.allCases.map(\.rawValue))
      default: .anyGlob
      }
    return list(of: entry, #"such as ["web-*", "db"]"#).notEmpty("without an entry nothing fits")
  }
}

extension Rule {
  /// The same list, and something in it.
  func notEmpty<Element>(_ reason: String) -> Rule where Value == [Element] {
    Rule { value, path, findings in
      guard let entries = read(value, path, &findings) else { return nil }
      if entries.isEmpty { findings.report(Complaint("empty", reason), at: path, value.position) }
      return entries.isEmpty ? nil : entries
    }
  }
}

extension Rule<Glob> {
  /// A pattern; the empty one fits a label that is missing.
  static var anyGlob: Rule {
    Rule { value, path, findings in
      if case .string(let text) = value.content { return Glob(text) }
      findings.report(.wrongKind(value, wanted: "a string", "a pattern such as \"web-*\""), at: path, value.position)
      return nil
    }
  }

  /// A pattern that at least one of the words fits.
  static func glob(_ example: String, of words: [String]) -> Rule {
    text("a pattern such as \(quoted(example))") { text throws(Complaint) in
      let glob = Glob(text)
      if words.contains(where: glob.matches) { return glob }
      let allowed = "one of " + words.joined(separator: ", ")
      throw Complaint("\(quoted(text)) fits nothing", Spelling(words: words).suggestion(for: text) ?? allowed)
    }
  }
}

extension Rule<Mute> {
  /// Matchers, and until when; one that is over is surprising, but no error: it may stand there for weeks.
  static func mute(now: Timestamp) -> Rule {
    let allowed = #"such as {"name": ["db-*"], "until": "2026-12-31T18:00:00Z"}"#
    return .object(allowed) { section in
      let match = section.labelMatch()
      let until = section.value("until", .time)
      if let until, until <= now { section.warn(Complaint("is over", "this mute does nothing any more"), about: "until") }
      guard AlertLabel.allCases.contains(where: { section.has($0.rawValue) }) else {
        section.report(Complaint("says nothing", #"{"alertname": ["*"]} for every alert, or \#(allowed)"#))
        return nil
      }
      return Mute(match: match, until: until)
    }
  }
}
