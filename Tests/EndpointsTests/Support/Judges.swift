// Other people's parsers: promtool and Prometheus's Python client. `make test` installs them; without them the tests fail.

import Foundation

enum Judges {
  struct Verdict: Error {
    var status: Int32
    var output: String
  }

  /// `promtool check metrics`: silent, and 0, when there is nothing to say.
  static func promtool(_ text: String) throws -> Verdict {
    try run("promtool", ["check", "metrics"], input: Array(text.utf8))
  }

  /// The samples that Prometheus's Python client reads, as JSON lines `[name, labels, value]`.
  static func openMetricsParser(_ text: String) throws -> Verdict {
    let program = """
      import json, sys
      from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
      for family in parse(sys.stdin.buffer.read().decode("utf-8")):
        for sample in family.samples: print(json.dumps([sample.name, sample.labels, str(sample.value)]))
      """
    let own = Repository.root.appending(path: ".build/venv/bin/python").path
    return try run(FileManager.default.isExecutableFile(atPath: own) ? own : "python3", ["-c", program], input: Array(text.utf8))
  }

  /// What gzip makes of it.
  static func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let verdict = try run("gzip", ["-dc"], input: bytes)
    guard verdict.status == 0 else { throw verdict }
    return Array(verdict.output.utf8)
  }

  private static func run(_ tool: String, _ arguments: [String], input: [UInt8]) throws -> Verdict {
    let file = FileManager.default.temporaryDirectory.appending(path: "dogwatch-\(UUID().uuidString)")
    try Data(input).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Verdict(status: process.terminationStatus, output: String(decoding: said, as: UTF8.self))
  }
}
