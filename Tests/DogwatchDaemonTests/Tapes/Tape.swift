// A recorded conversation with an engine (Recordings/README.md).

import Foundation
import JSON
import Watch

/// The lines of a tape.
struct Tape {
  var lines: [Line]

  static let folder = Bundle.module.resourceURL?.appendingPathComponent("Recordings").path ?? ""

  /// All there are, such as `engine-20.10.24/stops`.
  static let names: [String] = {
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".tape.ndjson") }.map { String($0.dropLast(".tape.ndjson".count)) }.sorted()
  }()

  init(_ name: String) throws {
    lines = try Self.objects("\(name).tape.ndjson").map(Line.init)
  }

  /// The transitions told while it was recorded.
  static func transitions(_ name: String) throws -> [JSONValue] { try objects("\(name).transitions.ndjson") }

  private static func objects(_ file: String) throws -> [JSONValue] {
    try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")).split(separator: 0x0A).map { try JSONValue(parsing: Array($0)) }
  }

  /// One thing noted.
  struct Line {
    private let json: JSONValue

    init(_ json: JSONValue) {
      self.json = json
    }

    var what: String { self["what"] ?? "" }
    var path: String { self["path"] ?? "" }
    var arrival: Arrival { Arrival(time: Timestamp(nanoseconds: number("time")), uptime: Uptime(nanoseconds: number("uptime"))) }
    var asked: Uptime { Uptime(nanoseconds: number("asked")) }
    var status: Int { Int(number("status")) }
    var isInOrder: Bool { json["inOrder"]?.content == .bool(true) }

    subscript(_ key: String) -> String? {
      guard case .string(let text)? = json[key]?.content else { return nil }
      return text
    }

    func number(_ key: String) -> Int64 {
      switch json[key]?.content {
      case .string(let text)?, .number(let text)?: Int64(text) ?? 0
      default: 0
      }
    }
  }
}
