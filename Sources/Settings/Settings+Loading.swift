// From a file, or from nothing, to settings.
import Glibc
import JSON
public import Watch

extension Settings {
  /// The file that is read when nobody names one, if it is there.
  public static let standardPath = "/etc/dogwatch/config.json"

  /// Reads a configuration file and the files of secrets it names; throws everything that is wrong with them.
  public static func load(
    path: String, environment: [String: String], files: FileStrictness = .mustBeThere
  ) throws(SettingsErrors) -> Settings {
    let text: [UInt8]
    do throws(ConfigurationFile.Failure) {
      text = try ConfigurationFile(path: path).text()
    } catch {
      throw SettingsErrors([SettingsError(path: path, message: error.sentence)])
    }
    return try parse(text, name: path, environment: environment, files: files)
  }

  /// Reads the text of a configuration; `name` stands for it in sentences about the whole of it.
  public static func parse(
    _ text: [UInt8], name: String, environment: [String: String], files: FileStrictness = .mustBeThere, now: Timestamp = .wallClock
  ) throws(SettingsErrors) -> Settings {
    let files = SecretFiles(credentials: CredentialFolder(environment: environment), strictness: files)
    return try Settings(tree: try tree(of: text, name: name), context: ReadingContext(files: files, now: now))
  }

  /// The text as a tree, if it is JSON at all.
  static func tree(of text: [UInt8], name: String) throws(SettingsErrors) -> JSONValue {
    if let error = EncodingFault.first(in: text) { throw SettingsErrors([error.settingsError(named: name)]) }
    do throws(JSONSyntaxError) {
      return try JSONValue(parsing: text)
    } catch {
      throw SettingsErrors([SettingsError(path: name, message: error.description, position: error.position)])
    }
  }

  /// Settings when no file is named: the standard file if it is there, else the defaults. `source` is the file that was read.
  public static func loadStandard(
    path: String = standardPath, environment: [String: String]
  ) throws(SettingsErrors) -> (settings: Settings, source: String?) {
    guard ConfigurationFile(path: path).isThere else { return (Settings(), nil) }
    return (try load(path: path, environment: environment), path)
  }
}

extension Timestamp {
  /// This machine's clock.
  public static var wallClock: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }
}
