// `make install` and its opposite.

/// What `make install` does, with the binary under test.
enum Installation {
  static func install(to folder: String, prefix: String = "/usr") async throws {
    try await make("install", folder, prefix)
  }

  static func uninstall(from folder: String, prefix: String = "/usr") async throws {
    try await make("uninstall", folder, prefix)
  }

  private static func make(_ goal: String, _ folder: String, _ prefix: String) async throws {
    let (exit, output) = try await ChildProcess.run(
      "make", ["-C", Repository.root, goal, "DESTDIR=\(folder)", "PREFIX=\(prefix)", "BINARY=\(Repository.dogwatch)"])
    guard exit == .code(0) else { throw PrivateEngine.Trouble(what: "make \(goal): \(output)") }
  }
}
