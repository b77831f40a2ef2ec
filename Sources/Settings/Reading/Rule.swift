// How one value is read: from the tree to its type, or to sentences about what is wrong with it.
import JSON

/// Reads a value of one type.
struct Rule<Value> {
  /// Reads the value that stands at a path; nil when something was reported.
  let read: (_ value: JSONValue, _ path: String, _ findings: inout Findings) -> Value?
}

/// What was found so far.
struct Findings {
  private(set) var errors: [SettingsError] = []
  /// What is allowed and yet surprising.
  private(set) var warnings: [SettingsError] = []
  /// Every key that was asked for, and whether it is there, in the order of asking; of lists, as `webhooks[].name`.
  private(set) var keys: [(path: String, isThere: Bool)] = []

  mutating func report(_ complaint: Complaint, at path: String, _ position: JSONPosition) {
    errors.append(SettingsError(path: path, message: complaint.message, position: position))
  }

  mutating func warn(_ complaint: Complaint, at path: String, _ position: JSONPosition) {
    warnings.append(SettingsError(path: path, message: complaint.message, position: position))
  }

  mutating func asked(for path: String, isThere: Bool) {
    var (general, isIndex) = ("", false)
    for character in path {
      if character == "]" { isIndex = false }
      if !isIndex { general.append(character) }
      if character == "[" { isIndex = true }
    }
    keys.append((general, isThere))
  }

  mutating func add(_ findings: Findings) {
    errors += findings.errors
    warnings += findings.warnings
    keys += findings.keys
  }

  /// In the order of the file.
  static func sorted(_ errors: [SettingsError]) -> [SettingsError] {
    errors.enumerated().sorted { left, right in
      guard let first = left.element.position, let second = right.element.position, first != second else {
        return left.offset < right.offset
      }
      return first < second
    }
    .map(\.element)
  }
}

extension Rule {
  /// A string, not empty, that `parse` understands.
  static func text(_ allowed: String, _ parse: @escaping (String) throws(Complaint) -> Value) -> Rule {
    Rule { value, path, findings in
      guard case .string(let text) = value.content else {
        findings.report(.wrongKind(value, wanted: "a string", allowed), at: path, value.position)
        return nil
      }
      do throws(Complaint) {
        if text.isEmpty { throw Complaint("empty", allowed) }
        return try parse(text)
      } catch {
        findings.report(error, at: path, value.position)
        return nil
      }
    }
  }

  /// The same, made into something else.
  func map<Other>(_ make: @escaping (Value) -> Other) -> Rule<Other> {
    Rule<Other> { value, path, findings in read(value, path, &findings).map(make) }
  }

  /// An object, whose keys `body` asks for.
  static func object(_ allowed: String = "{ … }", _ body: @escaping (inout Section) -> Value?) -> Rule {
    Rule { value, path, findings in
      guard let members = value.members else {
        findings.report(.wrongKind(value, wanted: "an object", allowed), at: path, value.position)
        return nil
      }
      var section = Section(members: members, path: path, position: value.position)
      let result = body(&section)
      section.finish(&findings)
      return result
    }
  }

  /// A list of what the rule reads; each entry's errors are found.
  static func list<Element>(of element: Rule<Element>, _ allowed: String) -> Rule where Value == [Element] {
    Rule { value, path, findings in
      guard let entries = value.elements else {
        findings.report(.wrongKind(value, wanted: "a list", allowed), at: path, value.position)
        return nil
      }
      let read = entries.enumerated().map { index, entry in element.read(entry, "\(path)[\(index)]", &findings) }
      let whole = read.compactMap(\.self)
      return whole.count == read.count ? whole : nil
    }
  }
}

extension Rule {
  /// The same list, and no entry twice.
  func withoutDoubles<Element: Hashable>() -> Rule where Value == [Element] {
    Rule { value, path, findings in
      guard let entries = read(value, path, &findings), let elements = value.elements else { return nil }
      var isClean = true
      for (index, entry) in entries.enumerated() where entries[..<index].contains(entry) {
        let word = if case .string(let text) = elements[index].content { quoted(text) } else { "this" }
        findings.report(Complaint("\(word) is given twice"), at: "\(path)[\(index)]", elements[index].position)
        isClean = false
      }
      return isClean ? entries : nil
    }
  }
}

extension Complaint {
  /// A value of another kind than wanted.
  static func wrongKind(_ value: JSONValue, wanted: String, _ allowed: String) -> Complaint {
    if value.kind == .null { return Complaint("null where \(wanted) is wanted", "leave the key out for the default") }
    return Complaint("\(value.kind.phrase) where \(wanted) is wanted", allowed)
  }
}
