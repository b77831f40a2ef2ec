// How a value stands in a recording, and how it is read from one.

import JSON
import Watch

/// A value that comes out of a recording as it went in. Times are nanoseconds, so that they do too; what is nil is left out.
protocol Recorded {
  /// Writes the value.
  func record(to json: inout JSONWriter)

  /// Reads it; members that are not known are passed over.
  init(recorded reader: inout JSONReader) throws(JSONError)
}

// MARK: Writing

extension JSONWriter {
  mutating func member(_ key: String, _ value: some Recorded) {
    self.key(key)
    value.record(to: &self)
  }

  mutating func member(_ key: String, _ time: Timestamp) { member(key, time.nanoseconds) }
  mutating func member(_ key: String, _ uptime: Uptime) { member(key, uptime.nanoseconds) }
}

// MARK: Reading

extension JSONReader {
  mutating func int() throws(JSONError) -> Int { Int(try int64()) }
  /// What sums and products can be made of (`Inspection`): a recording may be anybody's.
  mutating func count() throws(JSONError) -> Int { Int(Int32(clamping: try int64())) }
  mutating func time() throws(JSONError) -> Timestamp { Timestamp(nanoseconds: try int64()) }
  mutating func uptime() throws(JSONError) -> Uptime { Uptime(nanoseconds: try int64()) }

  /// One of the words of an enumeration.
  mutating func word<Word: RawRepresentable<String>>(_: Word.Type = Word.self) throws(JSONError) -> Word {
    let text = try string()
    guard let word = Word(rawValue: text) else { throw rejection("unknown word \"\(text)\"") }
    return word
  }

  /// A value that must have been there.
  func need<Value>(_ value: Value?, _ key: String) throws(JSONError) -> Value {
    guard let value else { throw rejection("\"\(key)\" is missing") }
    return value
  }
}
