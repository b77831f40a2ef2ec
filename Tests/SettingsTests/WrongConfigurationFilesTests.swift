import Foundation
import Testing

@testable import Settings

/// Wrong configurations of Tests/Golden/Settings, each `NAME.json` with what a person reads about it in `NAME.txt`;
/// `UPDATE_GOLDEN=1 swift test --filter SettingsTests` writes the latter anew.
@Suite struct WrongConfigurationFilesTests {
  private static let folder = Repository.root.appending(path: "Tests/Golden/Settings")
  private static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()

  /// What `check-config` prints, with the credentials of the folder.
  private func sentences(about name: String) throws -> String {
    let credentials = Self.folder.appending(path: "credentials").path
    let text = Array(try Data(contentsOf: Self.folder.appending(path: "\(name).json")))
    let lines: [SettingsError]
    do throws(SettingsErrors) {
      lines = try Settings.parse(text, name: "config.json", environment: ["CREDENTIALS_DIRECTORY": credentials]).warnings
    } catch {
      lines = error.errors
    }
    return lines.map { $0.description.replacing(credentials, with: "$CREDENTIALS_DIRECTORY") + "\n" }.joined()
  }

  @Test(arguments: names)
  func everyErrorIsAsInTheGoldenFile(_ name: String) throws {
    let file = Self.folder.appending(path: "\(name).txt")
    let found = try sentences(about: name)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(found.utf8).write(to: file) }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(found == expected, "\(name).txt is out of date: UPDATE_GOLDEN=1 swift test --filter SettingsTests")
    #expect(!found.isEmpty)
  }

  @Test func thereAreManyOfThem() {
    #expect(Self.names.count >= 45)
  }

  /// Every secret of the golden files begins with this.
  @Test func noSentenceHoldsASecret() throws {
    var planted = 0
    for name in Self.names {
      let text = String(decoding: try Data(contentsOf: Self.folder.appending(path: "\(name).json")), as: UTF8.self)
      planted += text.contains("s3cr3t") ? 1 : 0
      #expect(!(try sentences(about: name).contains("s3cr3t")), "\(name)")
    }
    #expect(planted >= 10)
  }
}
