// The rules of what must not be seen: no complaint repeats any of it.
import JSON

extension Rule<SecretURL> {
  static var secretURL: Rule {
    text(SecretURL.allowed) { text throws(Complaint) in try SecretURL(parsing: text) }
  }
}

extension Rule<Secret> {
  /// A text of one line, taken as it is.
  static var secretLine: Rule {
    text("a text of one line") { text throws(Complaint) in
      guard text.isOneLine else { throw Complaint("it has a line break or another control character in it", "a text of one line") }
      return Secret(text)
    }
  }
}

extension Rule {
  /// The name of a file that is read, and whose text `parse` understands.
  static func contents(of files: SecretFiles, _ parse: @escaping (String) throws(Complaint) -> Value) -> Rule {
    let fileName = Rule<String>.secretFileName
    return Rule { value, path, findings in
      guard let name = fileName.read(value, path, &findings) else { return nil }
      switch files.read(name) {
      case .failed(let complaint): findings.report(complaint, at: path, value.position)
      case .elsewhere(let complaint): findings.warn(complaint, at: path, value.position)
      case .text(let text):
        do throws(Complaint) {
          return try parse(text)
        } catch {
          findings.report(Complaint("\(quoted(files.credentials.resolve(name))): \(error.message)"), at: path, value.position)
        }
      }
      return nil
    }
  }
}

extension Rule<String> {
  /// The name of a file that is to be read. What looks like the secret itself, given by mistake, is not repeated.
  fileprivate static var secretFileName: Rule {
    let allowed = "the name of a file is wanted, not what is in it"
    return text(allowed) { text throws(Complaint) in
      if text.contains("://") { throw Complaint("this is a URL", allowed) }
      guard text.isOneLine else { throw Complaint("it has a control character in it", allowed) }
      let isBareWord = !text.contains("/") && !text.contains(".")
      let isLikelySecret = text.hasPrefix("whsec_") || text.contains(" ") || text.utf8.count >= 20 && text.contains(where: \.isNumber)
      guard !isBareWord || !isLikelySecret else { throw Complaint("this looks like the secret itself", allowed) }
      return text
    }
  }

  /// The name of a PEM file that can be read, looked up among the credentials first; what is in it, others judge.
  static func pemFile(_ files: SecretFiles) -> Rule {
    let fileName = Rule.secretFileName
    return Rule { value, path, findings in
      guard let name = fileName.read(value, path, &findings) else { return nil }
      switch files.read(name) {
      case .failed(let complaint): findings.report(complaint, at: path, value.position)
      case .elsewhere(let complaint): findings.warn(complaint, at: path, value.position)
      case .text(let text) where !text.contains("-----BEGIN "):
        let complaint = Complaint("\(quoted(files.credentials.resolve(name))) is no PEM file", "-----BEGIN …")
        findings.report(complaint, at: path, value.position)
      case .text: return files.credentials.resolve(name)
      }
      return nil
    }
  }
}

extension String {
  /// Whether nothing in it could break a line, or hide.
  var isOneLine: Bool {
    !unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
