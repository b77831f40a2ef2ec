// What is wrong with a configuration, one sentence each.
public import JSON

/// One thing wrong with a configuration.
public struct SettingsError: Error, Sendable, Hashable {
  /// The key it is about, such as `watch.include[0].name`; the file's name when it is about the whole file.
  public var path: String
  /// What is wrong, and in brackets what is allowed.
  public var message: String
  /// Where it stands in the file; nil when the file could not be read.
  public var position: JSONPosition?

  public init(path: String, message: String, position: JSONPosition? = nil) {
    self.path = path
    self.message = message
    self.position = position
  }
}

extension SettingsError: CustomStringConvertible {
  /// `path: what is wrong (what is allowed)`.
  public var description: String { "\(path): \(message)" }
}

/// Everything wrong with a configuration, in the order of the file; never empty.
public struct SettingsErrors: Error, Sendable, Hashable {
  public var errors: [SettingsError]

  public init(_ errors: [SettingsError]) {
    self.errors = errors
  }
}

extension SettingsErrors: CustomStringConvertible {
  /// A line for each error.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
