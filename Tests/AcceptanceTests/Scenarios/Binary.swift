// What the binary carries: neither full Foundation nor ICU.

import Foundation
import Testing

/// FoundationEssentials is enough (it is a tenth of the size): a check of the dynamic build's libraries and of the release binary's symbols,
/// and of the check itself.
@Suite(.needs("readelf", "nm", "swiftc"))
struct Binary {
  @Test func dynamicBuildLoadsNeitherFoundationNorICU() async throws {
    let libraries = try await Self.libraries(of: Repository.dogwatch)
    #expect(libraries.contains("libswiftCore.so"), "a dynamic build: \(libraries)")
    #expect(Self.forbidden(in: libraries) == [])
  }

  @Test func releaseBinaryHoldsNeitherFoundationNorICU() async throws {
    let path = Repository.releasedDogwatch
    try #require(FileManager.default.isExecutableFile(atPath: path), "no release binary at \(path): `make test` builds it")
    let libraries = try await Self.libraries(of: path)
    #expect(!libraries.contains("libswiftCore.so"), "the Swift runtime is linked in: \(libraries)")
    #expect(Self.forbidden(in: libraries) == [])
    let symbols = try await Self.symbols(of: path)
    #expect(symbols.contains { $0.contains("$s4JSON10JSONReaderV") }, "not stripped, or the next line proves nothing")
    #expect(Self.forbidden(in: symbols) == [])
  }

  @Test func probeThatImportsFoundationIsFoundOut() async throws {
    let folder = try TemporaryFolder()
    let source = "\(folder.path)/probe.swift"
    try "import Foundation\nprint(DateFormatter().string(from: Date()), ProcessInfo.processInfo.processName)\n"
      .write(toFile: source, atomically: true, encoding: .utf8)

    let dynamic = "\(folder.path)/dynamic"
    try await Self.compile([source, "-o", dynamic])
    #expect(Self.forbidden(in: try await Self.libraries(of: dynamic)) != [])

    let fixed = "\(folder.path)/static"
    try await Self.compile(["-static-stdlib", source, "-o", fixed])
    #expect(Self.forbidden(in: try await Self.symbols(of: fixed)) != [])
  }

  // MARK: The check

  /// Names of libraries or symbols that only full Foundation or ICU has.
  static func forbidden(in names: [String]) -> [String] {
    names.filter { name in
      name.hasPrefix("libFoundation.so") || name.hasPrefix("libFoundationInternationalization") || name.hasPrefix("lib_FoundationICU")
        || name.hasPrefix("libicu") || name.hasPrefix("$s10Foundation") || name.hasPrefix("$s30FoundationInternationalization")
        || name.hasPrefix("_CF") && name.hasSuffix("RuntimeInit") || name.hasPrefix("CFStringCreate") || name.hasPrefix("ucal_open")
        || name.hasPrefix("u_init") || name.hasPrefix("uloc_")
    }
  }

  private static func libraries(of path: String) async throws -> [String] {
    let output = try await run("readelf", ["-d", "--wide", path])
    return output.matches(of: /\(NEEDED\)\s+Shared library: \[([^\]]+)\]/).map { String($0.1) }
  }

  /// Symbols that the file defines.
  private static func symbols(of path: String) async throws -> [String] {
    try await run("nm", ["--defined-only", "--format=just-symbols", path]).split(separator: "\n").map(String.init)
  }

  private static func compile(_ arguments: [String]) async throws {
    _ = try await run("swiftc", arguments)
  }

  private static func run(_ program: String, _ arguments: [String]) async throws -> String {
    let (exit, output) = try await ChildProcess.run(program, arguments, within: .seconds(300))
    try #require(exit == .code(0), "\(program) \(arguments.joined(separator: " ")): \(exit)\n\(output.suffix(2000))")
    return output
  }
}
