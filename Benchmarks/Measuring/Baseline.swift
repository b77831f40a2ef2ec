// The instructions that were counted when somebody last looked and agreed.

import FoundationEssentials
import JSON

/// `Benchmarks/baseline.json`: instructions by load.
enum Baseline {
  /// So many times the baseline pass; more is shown.
  static let tolerance = 1.05

  private static let path = "Benchmarks/baseline.json"

  /// What the repository holds; nothing outside of it.
  static let recorded: [FixedLoad: Double] = {
    guard let text = FileManager.default.contents(atPath: path), let members = (try? JSONValue(parsing: Array(text)))?.members else {
      return [:]
    }
    return members.reduce(into: [:]) { recorded, member in
      guard let load = FixedLoad(rawValue: member.key), case .number(let digits) = member.value.content else { return }
      recorded[load] = Double(digits)
    }
  }()

  /// Replaces what was counted anew; the rest stands.
  static func record(_ report: Report) throws {
    var new = recorded
    for load in FixedLoad.allCases {
      if let row = report.rows.first(where: { $0.benchmark == load.benchmark }) { new[load] = row.median }
    }
    var json = JSONWriter(.pretty)
    json.object { json in
      for load in FixedLoad.allCases {
        if let count = new[load] { json.member(load.rawValue, Int(count)) }
      }
    }
    json.endLine()
    try Data(json.bytes).write(to: URL(filePath: path))
  }
}

extension FixedLoad {
  /// The benchmark that counts it.
  var benchmark: String { "instructions-\(rawValue)" }
}
