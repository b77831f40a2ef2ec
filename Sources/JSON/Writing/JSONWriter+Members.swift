// A key and its value in one call.

extension JSONWriter {
  public mutating func member(_ key: String, _ string: String) {
    self.key(key)
    value(string)
  }

  public mutating func member(_ key: String, _ number: Int64) {
    self.key(key)
    value(number)
  }

  public mutating func member(_ key: String, _ number: Int) {
    self.key(key)
    value(number)
  }

  public mutating func member(_ key: String, _ number: Double) {
    self.key(key)
    value(number)
  }

  public mutating func member(_ key: String, _ bool: Bool) {
    self.key(key)
    value(bool)
  }

  public mutating func member(_ key: String, _ strings: [String]) {
    self.key(key)
    beginArray()
    for string in strings { value(string) }
    endArray()
  }

  /// Writes a member whose value is an object, which the closure fills.
  public mutating func object<Failure: Error>(_ key: String, _ members: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    self.key(key)
    try object(members)
  }

  /// Writes a member whose value is an array, which the closure fills.
  public mutating func array<Failure: Error>(_ key: String, _ elements: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
    self.key(key)
    try array(elements)
  }

  /// Writes `null` as the value of that key.
  public mutating func nullMember(_ key: String) {
    self.key(key)
    null()
  }
}
