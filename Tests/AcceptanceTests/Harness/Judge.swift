// Other people's programs that say whether an exposition is right.

import Foundation

enum Judge {
  /// `promtool check metrics` over a page: silent when all is well.
  static func promtool(_ page: [UInt8]) async throws -> (exit: ChildProcess.Exit, output: String) {
    let folder = try TemporaryFolder()
    try Data(page).write(to: URL(fileURLWithPath: "\(folder.path)/page"))
    return try await ChildProcess.run("sh", ["-c", "promtool check metrics < \(folder.path)/page"])
  }

  struct Rejected: Error, CustomStringConvertible {
    var description: String
  }

  /// What Prometheus's OpenMetrics parser reads.
  static func openMetrics(_ page: [UInt8]) async throws -> [MetricsPage.Sample] {
    let folder = try TemporaryFolder()
    try Data(page).write(to: URL(fileURLWithPath: "\(folder.path)/page"))
    let script = """
      import json, sys
      from prometheus_client.openmetrics.parser import text_string_to_metric_families
      text = open(sys.argv[1], encoding="utf-8", newline="").read()
      for family in text_string_to_metric_families(text):
        for sample in family.samples:
          print(json.dumps({"name": sample.name, "labels": sample.labels, "value": str(sample.value)}))
      """
    let result = try await ChildProcess.run(Repository.python, ["-c", script, "\(folder.path)/page"])
    guard result.exit == .code(0) else { throw Rejected(description: result.output) }
    return try result.output.split(separator: "\n").map { line in
      let json = try JSONValue(parsing: Array(line.utf8))
      return MetricsPage.Sample(
        name: json["name"].string ?? "", labels: json["labels"].object.compactMapValues(\.string),
        value: Double(json["value"].string ?? "") ?? .nan)
    }
  }
}
