import JSON
import Testing

@Suite struct JSONReaderObjectTests {
  @Test func readsWhatIsAskedForAndSkipsTheRest() throws {
    let event = try SampleEvent.decode(Array(SampleEvent.text.utf8))
    #expect(event.type == "container")
    #expect(event.action == "health_status: healthy")
    #expect(event.id.hasPrefix("4f1c2b3a"))
    #expect(event.name == "shop-web-1")
    #expect(event.exitCode == 137)
    #expect(event.timeNano == 1_760_000_000_123_456_789)
  }

  @Test func eventCutAnywhereIsAnErrorAndNoCrash() {
    let bytes = Array(SampleEvent.text.utf8)
    for length in 0..<bytes.count {
      #expect(throws: JSONError.self) { _ = try SampleEvent.decode(Array(bytes[..<length])) }
    }
  }

  @Test func eventWithAnyByteSpoiltNeverCrashes() {
    var bytes = Array(SampleEvent.text.utf8)
    for index in bytes.indices {
      let good = bytes[index]
      for bad: UInt8 in [0x00, 0x22, 0x5C, 0x7B, 0x7D, 0x2C, 0x80, 0xFF] {
        bytes[index] = bad
        _ = try? SampleEvent.decode(bytes)
      }
      bytes[index] = good
    }
  }

  @Test func nullAttributesAreNoError() throws {
    let event = try SampleEvent.decode(Array(#"{"Type":"container","Actor":{"ID":"a","Attributes":null},"timeNano":5}"#.utf8))
    #expect(event.name == nil)
    #expect(event.timeNano == 5)
  }

  @Test func keyWrittenWithEscapesIsTheSameKey() throws {
    let event = try SampleEvent.decode(Array(#"{"\u0054ype":"container","timeNan\u006F":7}"#.utf8))
    #expect(event.type == "container")
    #expect(event.timeNano == 7)
  }

  @Test func untouchedValuesOfEveryKindAreSkipped() throws {
    let text = #" { "a" : {"x":[{}]} , "b":[1,[2,{"y":3}]], "c":"s", "d":-1.5e3, "e":true, "f":null, "g":{}, "h":[] } "#
    let keys = try JSONReader.read(Array(text.utf8)) { reader throws(JSONError) in
      var keys: [String] = []
      try reader.object { key, _ in keys.append(key.string) }
      return keys
    }
    #expect(keys == ["a", "b", "c", "d", "e", "f", "g", "h"])
  }

  @Test func valuesTouchedByHalfTheLoopsNestAsTheyStand() throws {
    let text = #"[{"n":1,"rest":{"n":9}},{},{"n":2,"list":[3,4]}]"#
    let numbers = try JSONReader.read(Array(text.utf8)) { reader throws(JSONError) in
      try reader.elements { reader throws(JSONError) in
        var number: Int64 = 0
        try reader.beginObject()
        while let key = try reader.nextKey() {
          switch key {
          case "n": number += try reader.int64()
          case "list":
            try reader.beginArray()
            while try reader.nextElement() { number += try reader.int64() }
          default: break
          }
        }
        return number
      }
    }
    #expect(numbers == [1, 0, 9])
  }

  @Test func emptyContainersHaveNothingInThem() throws {
    try JSONReader.read(Array(" [ ] ".utf8)) { reader throws(JSONError) in try reader.array { _ in Issue.record("an element") } }
    try JSONReader.read(Array(" { } ".utf8)) { reader throws(JSONError) in try reader.object { _, _ in Issue.record("a member") } }
  }

  @Test func kindTellsWhatComesNext() throws {
    let kinds = try JSONReader.read(Array(#"[{}, [], "", -0, true, false, null]"#.utf8)) { reader throws(JSONError) in
      try reader.elements { reader throws(JSONError) in try reader.kind() }
    }
    #expect(kinds == [.object, .array, .string, .number, .bool, .bool, .null])
  }

  @Test func anotherKindThanAskedForIsNamed() {
    let error = readingError(#"{"a": [1]}"#) { reader throws(JSONError) in
      try reader.object { _, reader throws(JSONError) in _ = try reader.string() }
    }
    #expect(error == JSONError(offset: 6, reason: .wrongKind(.array, wanted: .string)))
    #expect(error?.description == "a list where a string was expected at byte 6")
  }

  @Test func decoderMayRejectWhatItRead() {
    let error = readingError("7") { reader throws(JSONError) in
      _ = try reader.int64()
      throw reader.rejection("seven is not wanted")
    }
    #expect(error?.reason == .rejected("seven is not wanted"))
  }

  @Test func nestingIsFollowedToTheBoundAndNoFurther() {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(skippingError(nested(128)) == nil)
    #expect(skippingError(nested(129)) == JSONError(offset: 128, reason: .tooDeep))
    #expect(skippingError(String(repeating: "[", count: 1_000_000))?.reason == .tooDeep)
    #expect(skippingError(String(repeating: #"{"a":"#, count: 1_000_000))?.reason == .tooDeep)
  }

  @Test func siblingsDoNotAddToTheDepth() {
    #expect(skippingError("[" + String(repeating: "[],{},", count: 1000) + "0]") == nil)
  }

  @Test func positionCountsLinesAndScalars() {
    let text = "{\n  \"é\": nope }"
    let error = skippingError(text)
    #expect(error?.offset == 10)
    let position = Array(text.utf8).withUnsafeBytes { error?.position(in: $0) }
    #expect(position == JSONPosition(line: 2, column: 8))
  }

  @Test(arguments: [
    "", " ", "{", "[", "\"", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[1", "[1,", "-", "1.", "1e", "1e+", "t", "nul", "\"\\",
    "\"\\u12",
  ])
  func textThatEndsTooEarlyIsBlamedAtItsEnd(_ text: String) {
    let error = skippingError(text)
    #expect(error?.offset == text.utf8.count)
    guard case .unexpectedEnd = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    "{,}", "{1:2}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1,}", "[1,]", "[,1]", "[1 2]", "01", "-01", "+1", ".5", "1.e5", "0x1",
    "1e5.5", "NaN",
    "Infinity", "-Infinity", "True", "truee", "nulll", "'a'", "\"a\nb\"", "\"\\x\"", "\"\\u12g4\"", "[1]]", "1 2", "{}{}", "/**/1", "1//",
    "\u{FEFF}1", "\u{A0}1",
    "[1}", "{\"a\":1]", "\u{0C}1",
  ])
  func whatIsNotJSONIsRefused(_ text: String) {
    #expect(skippingError(text) != nil)
  }
}
