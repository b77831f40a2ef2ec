// The files that settings name and that hold what no configuration should: looked up, and read when the configuration is.

/// Where files are looked for, and how strictly.
struct SecretFiles {
  let credentials: CredentialFolder
  let strictness: FileStrictness

  /// What became of looking for a file.
  enum Outcome {
    case text(String)
    /// It may be there for the daemon, though not for us.
    case elsewhere(Complaint)
    case failed(Complaint)
  }

  /// The text of a file, without white space around it.
  func read(_ name: String) -> Outcome {
    let path = credentials.resolve(name)
    do throws(ConfigurationFile.Failure) {
      let text = try ConfigurationFile(path: path).text()
      guard let text = String(validating: text, as: UTF8.self) else { return .failed(Complaint("\(quoted(path)) is not UTF-8")) }
      let trimmed = text.trimmingWhitespace
      return trimmed.isEmpty ? .failed(Complaint("\(quoted(path)) is empty")) : .text(trimmed)
    } catch {
      return failure(error, of: name, at: path)
    }
  }

  private func failure(_ failure: ConfigurationFile.Failure, of name: String, at path: String) -> Outcome {
    if failure.isMissing, strictness == .credentialsMayBeElsewhere, credentials.isAbsent, !name.hasPrefix("/") {
      return .elsewhere(Complaint("\(quoted(name)) is not in this folder", "fine if it is a credential of the unit: LoadCredential="))
    }
    return .failed(Complaint("cannot read \(quoted(path)): \(failure.sentenceAboutSecret)", hint(for: failure, name)))
  }

  private func hint(for failure: ConfigurationFile.Failure, _ name: String) -> String {
    failure.isMissing && !name.hasPrefix("/")
      ? "a relative name is looked up in $CREDENTIALS_DIRECTORY, then in the working folder"
      : "a file that the daemon's user may read, or a credential of the unit"
  }
}

/// Whether files that settings name must be there.
public enum FileStrictness: Sendable, Hashable {
  /// As the daemon needs it.
  case mustBeThere
  /// As when somebody else checks a configuration: a relative name may be that of a credential, which systemd shows to the daemon alone.
  case credentialsMayBeElsewhere
}

extension String {
  /// Without white space and line breaks at both ends.
  var trimmingWhitespace: String {
    let rest = drop(while: \.isWhitespace)
    return String(rest.reversed().drop(while: \.isWhitespace).reversed())
  }
}
