import Glibc
import Settings
import Testing

@Suite struct ConfigurationFileTests {
  /// A folder of one test, removed at its end.
  private final class Folder {
    let path: String

    init() throws {
      var template = Array("/tmp/dogwatch-settings-XXXXXX".utf8CString)
      let made = try #require(mkdtemp(&template))
      path = String(cString: made)
    }

    deinit { system("rm -rf '\(path)'") }

    func file(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
      let path = path + "/" + name
      let file = try #require(fopen(path, "w"))
      fputs(text, file)
      fclose(file)
      chmod(path, mode)
      return path
    }
  }

  private func problem(loading path: String) -> String? {
    do throws(SettingsErrors) {
      _ = try Settings.load(path: path, environment: [:])
      return nil
    } catch {
      return error.description
    }
  }

  @Test func fileIsReadWhole() throws {
    let folder = try Folder()
    let padding = String(repeating: " ", count: 200_000)
    let path = try folder.file("config.json", padding + #"{"host": "rack-7"}"# + "\n")
    #expect(try Settings.load(path: path, environment: [:]).host == "rack-7")
  }

  @Test func missingFileIsSaid() throws {
    let path = try Folder().path + "/none.json"
    #expect(problem(loading: path) == "\(path): there is no such file")
  }

  @Test func folderIsNoFile() throws {
    let folder = try Folder()
    #expect(problem(loading: folder.path) == "\(folder.path): a folder, not a file")
  }

  @Test func emptyFileIsSaid() throws {
    let folder = try Folder()
    let path = try folder.file("config.json", "")
    #expect(problem(loading: path) == "\(path): line 1, column 1: there is nothing in it (an empty object is {})")
  }

  @Test func endlessFileIsNotReadForEver() {
    #expect(problem(loading: "/dev/zero") == "/dev/zero: larger than 1 MiB, which no configuration is")
  }

  @Test func unreadableFileIsSaid() throws {
    let folder = try Folder()
    chmod(folder.path, 0o755)
    let path = try folder.file("config.json", "{}", mode: 0o000)
    let sentence =
      "\(path): permission denied (the user of the daemon must be able to read the file and enter its folder; dogwatch's own is root:docker 0640)"
    #expect(try asNobody { problem(loading: path) } == sentence)
    #expect(throws: SettingsErrors.self) { try asNobody { _ = try Settings.loadStandard(path: path, environment: [:]) } }
  }

  /// Runs `body` with another user's rights to files: setfsuid(2) holds for this thread only, and root is refused nothing.
  private func asNobody<Value>(_ body: () throws -> Value) throws -> Value {
    guard geteuid() == 0 else { return try body() }
    let symbol = try #require(dlsym(dlopen(nil, RTLD_NOW), "setfsuid"))
    let setfsuid = unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> Int32).self)
    _ = setfsuid(65534)
    defer { _ = setfsuid(0) }
    return try body()
  }

  @Test func standardFileIsReadWhenItIsThere() throws {
    let folder = try Folder()
    let path = try folder.file("config.json", #"{"host": "rack-7"}"#)
    let found = try Settings.loadStandard(path: path, environment: [:])
    #expect(found.settings.host == "rack-7")
    #expect(found.source == path)
  }

  @Test func defaultsHoldWithoutStandardFile() throws {
    let folder = try Folder()
    let found = try Settings.loadStandard(path: folder.path + "/none/config.json", environment: [:])
    #expect(found.settings == Settings())
    #expect(found.source == nil)
  }

  @Test func relativeFileOfASecretIsLookedUpAmongTheCredentialsFirst() throws {
    let folder = try Folder()
    let token = try folder.file("token", "here\n")
    func found(_ name: String, _ environment: [String: String]) throws -> String? {
      try settings("{\"http\": {\"bearerTokenFile\": \"\(name)\"}}", environment: environment).http.bearerToken?.revealed
    }
    #expect(try found("token", ["CREDENTIALS_DIRECTORY": folder.path]) == "here")
    #expect(try found(token, ["CREDENTIALS_DIRECTORY": "/nowhere"]) == "here")
    #expect(throws: SettingsErrors.self) { try found("token", [:]) }
  }

  @Test func secretNobodyMayReadIsNamedWithItsKeyAndPath() throws {
    let folder = try Folder()
    chmod(folder.path, 0o755)
    let token = try folder.file("token", "here", mode: 0o000)
    let path = try folder.file("config.json", "{\"http\": {\"bearerTokenFile\": \"\(token)\"}}")
    #expect(
      try asNobody { problem(loading: path) }
        == "http.bearerTokenFile: cannot read \"\(token)\": permission denied (a file that the daemon's user may read, or a credential of the unit)"
    )
  }

  /// Somebody else checks: what may be a credential of the unit is a warning, and nothing else is.
  @Test func checkingElsewhereDoesNotMissTheCredentials() throws {
    let text = Array(#"{"http": {"bearerTokenFile": "token-of-nobody"}}"#.utf8)
    let found = try Settings.parse(text, name: "config.json", environment: [:], files: .credentialsMayBeElsewhere)
    #expect(
      found.warnings.map(\.description) == [
        "http.bearerTokenFile: \"token-of-nobody\" is not in this folder (fine if it is a credential of the unit: LoadCredential=)"
      ])
    for (name, environment) in [("/nowhere/token", [:]), ("token-of-nobody", credentials)] {
      let text = Array("{\"http\": {\"bearerTokenFile\": \"\(name)\"}}".utf8)
      #expect(throws: SettingsErrors.self) {
        try Settings.parse(text, name: "config.json", environment: environment, files: .credentialsMayBeElsewhere)
      }
    }
  }
}
