// An object of the configuration: asked for each key it may have, it knows in the end which ones nobody asked for.
import JSON

/// Reads one object, and collects what is wrong with it.
struct Section {
  private let members: [JSONValue.Member]
  private let path: String
  private var known: [String] = []
  private var findings = Findings()

  init(members: [JSONValue.Member], path: String = "") {
    self.members = members
    self.path = path
  }

  /// The keys that are there, known or not.
  var keys: [String] { members.map(\.key) }

  /// Reads a value if it is there and right.
  mutating func value<Value>(_ key: String, _ rule: Rule<Value>, _ use: (Value) -> Void) {
    guard let member = member(key) else { return }
    if let value = rule.read(member.value, path(to: key), &findings) { use(value) }
  }

  /// Reads an object if it is there.
  mutating func section(_ key: String, _ body: (inout Section) -> Void) {
    guard let member = member(key) else { return }
    guard let members = member.value.members else {
      findings.report(.wrongKind(member.value, wanted: "an object", "{ … }"), at: path(to: key), member.value.position)
      return
    }
    var section = Section(members: members, path: path(to: key))
    body(&section)
    section.finish(&findings)
  }

  /// Keys that SPEC.md names and this version does not know yet.
  mutating func notYet(_ keys: String...) {
    for key in keys {
      guard let member = member(key) else { continue }
      findings.report(Complaint("not supported by this version"), at: path(to: key), member.keyPosition)
    }
  }

  /// Complains when only one of two keys is there.
  mutating func requireTogether(_ first: String, _ second: String) {
    for (there, missing) in [(first, second), (second, first)] where keys.contains(there) && !keys.contains(missing) {
      report(Complaint("missing", "\(first) and \(second) go together"), about: missing)
    }
  }

  /// A complaint about a key, or about the section when the key is not there.
  mutating func report(_ complaint: Complaint, about key: String) {
    guard let position = (members.first { $0.key == key } ?? members.first)?.keyPosition else { return }
    findings.report(complaint, at: path(to: key), position)
  }

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
    for error in findings.errors { all.add(error) }
  }

  private mutating func member(_ key: String) -> JSONValue.Member? {
    known.append(key)
    return members.first { $0.key == key }
  }

  private func complaint(aboutUnknown key: String) -> Complaint {
    if let dot = key.firstIndex(of: "."), known.contains(String(key[..<dot])) {
      return Complaint("unknown key", "write it nested: {\(quoted(key[..<dot])): {\(quoted(key[key.index(after: dot)...])): …}}")
    }
    let suggestion = Spelling(words: known).suggestion(for: key)
    return Complaint("unknown key", suggestion ?? "one of " + known.joined(separator: ", "))
  }

  private func path(to key: String) -> String {
    let shown = key.isEmpty || quoted(key) != "\"\(key)\"" ? quoted(key) : key
    return path.isEmpty ? shown : "\(path).\(shown)"
  }
}
