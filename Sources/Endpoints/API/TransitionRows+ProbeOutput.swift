// Rows of the history without what health probes said.

import JSON

extension TransitionRows {
  /// The same rows without the member `output`.
  var withoutProbeOutput: TransitionRows {
    TransitionRows(rows: rows.map(Self.withoutProbeOutput), next: next)
  }

  /// In a row of ours these bytes are the member alone: quotes inside of texts are escaped.
  private static let member = Array("\"output\":".utf8)

  private static func withoutProbeOutput(_ row: [UInt8]) -> [UInt8] {
    guard row.firstRange(of: member) != nil, let tree = try? JSONValue(parsing: row) else { return row }
    var json = JSONWriter(reservingCapacity: row.count)
    json.object { json in
      for entry in tree.members ?? [] where entry.key != "output" {
        json.key(entry.key)
        json.value(entry.value)
      }
    }
    return json.bytes
  }
}
