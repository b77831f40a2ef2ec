// Values that are kept as JSON in one column.

import JSON

/// JSON texts to and from values.
enum StateText {
  static func write(_ value: some Encodable) -> [UInt8] {
    var json = JSONWriter(reservingCapacity: 512)
    // Our own values hold no number that JSON cannot say: nothing throws.
    try? json.encode(value)
    return json.bytes
  }

  /// Nil if the text is not what a value of that type writes.
  static func read<Value: Decodable>(_ type: Value.Type, from text: [UInt8]) -> Value? {
    guard let tree = try? JSONValue(parsing: text) else { return nil }
    return try? tree.decode(type)
  }
}
