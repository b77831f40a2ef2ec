// An object of the configuration: asked for each key it may have, it knows in the end which ones nobody asked for.
import JSON

/// Reads one object, and collects what is wrong with it.
struct Section {
  private let members: [JSONValue.Member]
  private let path: String
  private let position: JSONPosition
  private var known: [String] = []
  private var findings = Findings()

  init(members: [JSONValue.Member], path: String = "", position: JSONPosition = JSONPosition(line: 1, column: 1)) {
    self.members = members
    self.path = path
    self.position = position
  }

  /// The keys that are there, known or not.
  var keys: [String] { members.map(\.key) }

  func has(_ key: String) -> Bool { members.contains { $0.key == key } }

  /// Reads a value; nil if it is not there or not right.
  mutating func value<Value>(_ key: String, _ rule: Rule<Value>) -> Value? {
    guard let member = member(key) else { return nil }
    return rule.read(member.value, path(to: key), &findings)
  }

  /// Reads a value if it is there and right.
  mutating func value<Value>(_ key: String, _ rule: Rule<Value>, _ use: (Value) -> Void) {
    if let value = value(key, rule) { use(value) }
  }

  /// Reads a value that must be there.
  mutating func required<Value>(_ key: String, _ rule: Rule<Value>, _ allowed: String) -> Value? {
    if !has(key) { report(Complaint("missing", allowed), about: key) }
    return value(key, rule)
  }

  /// Reads an object if it is there.
  mutating func section(_ key: String, _ body: (inout Section) -> Void) {
    withoutActuallyEscaping(body) { body in
      _ = value(key, Rule<Void>.object { body(&$0) })
    }
  }

  // MARK: Keys together

  /// Complains when only one of two keys is there.
  mutating func requireTogether(_ first: String, _ second: String) {
    for (there, missing) in [(first, second), (second, first)] where has(there) && !has(missing) {
      report(Complaint("missing", "\(first) and \(second) go together"), about: missing)
    }
  }

  /// Complains when both of two keys are there.
  mutating func requireOneAtMost(_ first: String, _ second: String) {
    if has(first), has(second) { report(Complaint("there already is \(first)", "one of the two"), about: second) }
  }

  /// A complaint about a key; where the section begins when the key is not there.
  mutating func report(_ complaint: Complaint, about key: String) {
    findings.report(complaint, at: path(to: key), position(of: key))
  }

  /// A complaint about the section itself.
  mutating func report(_ complaint: Complaint) {
    findings.report(complaint, at: path, position)
  }

  mutating func warn(_ complaint: Complaint, about key: String) {
    findings.warn(complaint, at: path(to: key), position(of: key))
  }

  private func position(of key: String) -> JSONPosition {
    members.first { $0.key == key }?.keyPosition ?? position
  }

  // MARK: The end

  /// Passes on everything found, keys that nobody asked for included.
  mutating func finish(_ all: inout Findings) {
    for (index, member) in members.enumerated() {
      if let first = members[..<index].first(where: { $0.key == member.key }) {
        let lines = "the first time in line \(first.keyPosition.line), again in line \(member.keyPosition.line)"
        findings.report(Complaint("given twice", lines), at: path(to: member.key), member.keyPosition)
      } else if !known.contains(member.key) {
        findings.report(complaint(aboutUnknown: member.key), at: path(to: member.key), member.keyPosition)
      }
    }
    all.add(findings)
  }

  private mutating func member(_ key: String) -> JSONValue.Member? {
    known.append(key)
    let member = members.first { $0.key == key }
    findings.asked(for: path(to: key), isThere: member != nil)
    return member
  }

  private func complaint(aboutUnknown key: String) -> Complaint {
    if Self.isLikelySecret(key) { return Complaint("unknown key", "one of " + known.joined(separator: ", ")) }
    if let dot = key.firstIndex(of: "."), known.contains(String(key[..<dot])) {
      return Complaint("unknown key", "write it nested: {\(quoted(key[..<dot])): {\(quoted(key[key.index(after: dot)...])): …}}")
    }
    let suggestion = Spelling(words: known).suggestion(for: key)
    return Complaint("unknown key", suggestion ?? "one of " + known.joined(separator: ", "))
  }

  /// Whether a value may stand where a key should, and must not be repeated.
  private static func isLikelySecret(_ key: String) -> Bool { key.contains("://") || key.hasPrefix("whsec_") }

  private func path(to key: String) -> String {
    if Self.isLikelySecret(key) { return path.isEmpty ? "(not shown)" : "\(path).(not shown)" }
    let shown = key.isEmpty || quoted(key) != "\"\(key)\"" ? quoted(key) : key
    return path.isEmpty ? shown : "\(path).\(shown)"
  }
}
