// One value each.

extension JSONWriter {
  public mutating func value(_ string: String) {
    separate()
    appendQuoted(string)
  }

  public mutating func value(_ number: Int64) {
    separate()
    appendDigits(of: number)
  }

  public mutating func value(_ number: Int) {
    value(Int64(number))
  }

  /// Writes the shortest form that reads back the same; JSON has no other than finite numbers (RFC 8259, 6), so those become `null`.
  public mutating func value(_ number: Double) {
    guard number.isFinite else { return null() }
    separate()
    bytes.append(contentsOf: number.description.utf8)
  }

  public mutating func value(_ bool: Bool) {
    separate()
    bytes.append(contentsOf: (bool ? "true" : "false").utf8)
  }

  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes bytes that are a JSON value already.
  public mutating func raw(_ json: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Writes a tree; numbers stay as they were written.
  public mutating func value(_ tree: JSONValue) {
    switch tree.content {
    case .object(let members):
      beginObject()
      for member in members {
        key(member.key)
        value(member.value)
      }
      endObject()
    case .array(let elements):
      beginArray()
      for element in elements { value(element) }
      endArray()
    case .string(let string): value(string)
    case .number(let text): raw(text.utf8)
    case .bool(let bool): value(bool)
    case .null: null()
    }
  }

  private mutating func appendDigits(of number: Int64) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }
}
