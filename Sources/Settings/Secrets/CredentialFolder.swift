// Where systemd puts secrets (systemd.exec(5), LoadCredential=).
import Glibc

/// `$CREDENTIALS_DIRECTORY`, if there is one.
struct CredentialFolder {
  private let folder: String?

  /// Whether systemd gave none.
  var isAbsent: Bool { folder == nil }

  init(environment: [String: String]) {
    let folder = environment["CREDENTIALS_DIRECTORY"] ?? ""
    self.folder = folder.isEmpty ? nil : folder
  }

  /// A relative name becomes the file of the folder when that is there; every other name stays as given.
  func resolve(_ name: String) -> String {
    guard let folder, !name.hasPrefix("/") else { return name }
    let path = folder + "/" + name
    return access(path, F_OK) == 0 ? path : name
  }
}
