// From a file, or from nothing, to settings.
import JSON

extension Settings {
  /// The file that is read when nobody names one, if it is there.
  public static let standardPath = "/etc/dogwatch/config.json"

  /// Reads a configuration file; throws everything that is wrong with it.
  public static func load(path: String, environment: [String: String]) throws(SettingsErrors) -> Settings {
    let text: [UInt8]
    do throws(ConfigurationFile.Failure) {
      text = try ConfigurationFile(path: path).text()
    } catch {
      throw SettingsErrors([SettingsError(path: path, message: error.sentence)])
    }
    return try parse(text, name: path, environment: environment)
  }

  /// Reads the text of a configuration; `name` stands for it in sentences about the whole of it.
  public static func parse(_ text: [UInt8], name: String, environment: [String: String]) throws(SettingsErrors) -> Settings {
    if let error = EncodingFault.first(in: text) { throw SettingsErrors([error.settingsError(named: name)]) }
    let tree: JSONValue
    do throws(JSONSyntaxError) {
      tree = try JSONValue(parsing: text)
    } catch {
      throw SettingsErrors([SettingsError(path: name, message: error.description, position: error.position)])
    }
    return try Settings(tree: tree, environment: environment)
  }

  /// Settings when no file is named: the standard file if it is there, else the defaults. `source` is the file that was read.
  public static func loadStandard(
    path: String = standardPath, environment: [String: String]
  ) throws(SettingsErrors) -> (settings: Settings, source: String?) {
    guard ConfigurationFile(path: path).isThere else { return (Settings(), nil) }
    return (try load(path: path, environment: environment), path)
  }
}
