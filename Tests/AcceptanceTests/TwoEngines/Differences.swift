// What differs between the real and the simulated engine, and why. All else that dogwatch says of the two must be the same.

import Foundation

enum Differences {
  /// Fields that are left out of the comparison.
  static let fields: [(field: String, because: String)] = [
    ("seq", "containers are told of in another order when the engine ends and comes back"),
    ("time", "the simulation does not wait for a kernel"),
    ("id", "ids are random"),
    ("ranForSeconds", "a time"),
    ("gapStart", "a time"),
    ("gapEnd", "a time"),
    ("error", "the real runtime's words name paths of its own"),
  ]

  /// Evidence as it is compared.
  static func evidence(_ words: [String]) -> [String] {
    words
      // Whether the `stop` event or the answer to the inspect comes first is a race on the real engine; each is enough for the verdict.
      .filter { $0 != "stop" }
      // Times: "kill SIGTERM 0.04 s before the exit".
      .map { $0.replacing(/[0-9]+(\.[0-9]+)? s/, with: "N s") }
      // The runtime's own words, as in `error`.
      .map { $0.replacing(/^(State\.Error|the restart failed): .*/, with: { $0.1 }) }
  }

  /// After the engine's return the first probe and dogwatch's first look are in a race: `healthy` is seen by one and found by the other.
  static func isSeenOrFoundByChance(_ row: TransitionRow) -> Bool { row.kind == "health" && row.from == "starting" }

  /// A row as it is compared.
  static func comparable(_ row: TransitionRow) -> String {
    var members = row.json.object
    for (field, _) in fields { members[field] = nil }
    // Whether inspect is answered within the shortest back-off, or after the start that ends it, is a race; each is enough for the verdict.
    let byInspect = { (words: String) in words == "state restarting" || words.hasPrefix("RestartCount ") }
    members["evidence"] = .array(evidence(row.evidence).filter { row.outcome != "restarted" || !byInspect($0) }.map { .string($0) })
    if isSeenOrFoundByChance(row) {
      members["evidence"] = nil
      members["inferred"] = nil
    }
    return withoutIDs(JSONValue.object(members).description)
  }

  /// Compose's temporary names begin with twelve digits of an id.
  static func withoutIDs(_ text: String) -> String {
    text.replacing(/[0-9a-f]{12}_/, with: "ID_")
  }
}
