import JSON
import Testing

@Suite struct JSONTextTests {
  private func string(_ bytes: [UInt8]) throws -> String {
    try JSONReader.read(bytes) { reader throws(JSONError) in try reader.string() }
  }

  private func string(_ text: String) throws -> String {
    try string(Array(text.utf8))
  }

  @Test func everyEscapeIsReplaced() throws {
    #expect(try string(#""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83d\udc15""#) == "\"\\/\u{8}\u{C}\n\r\tAé€🐕")
    #expect(try string(#""\u0000""#) == "\0")
    #expect(try string(#""a\\u0041""#) == "a\\u0041")
  }

  @Test func loneSurrogatesBecomeReplacementCharacters() throws {
    #expect(try string(#""\ud83d""#) == "\u{FFFD}")
    #expect(try string(#""\udc15x""#) == "\u{FFFD}x")
    #expect(try string(#""\ud83d\ud83d\udc15""#) == "\u{FFFD}🐕")
    #expect(try string(#""\ud83d\n""#) == "\u{FFFD}\n")
    #expect(try string(#""\ud83dA\udc15""#) == "\u{FFFD}A\u{FFFD}")
    #expect(try string(#""\ud83d\u0041""#) == "\u{FFFD}A")
  }

  @Test func invalidUTF8BecomesReplacementCharacters() throws {
    #expect(try string([0x22, 0x61, 0xFF, 0x62, 0x22]) == "a\u{FFFD}b")
    #expect(try string([0x22, 0xFF, 0x5C, 0x6E, 0x22]) == "\u{FFFD}\n")
    #expect(try string([0x22, 0xC3, 0x22]) == "\u{FFFD}")
    // A surrogate written in UTF-8 is invalid too.
    #expect(try string([0x22, 0xED, 0xA0, 0x80, 0x22]).allSatisfy { $0 == "\u{FFFD}" })
  }

  @Test func plainUTF8StaysAsItIs() throws {
    #expect(try string("\"Grüße 🐕 \u{202E}\u{2028}\u{7F}/\"") == "Grüße 🐕 \u{202E}\u{2028}\u{7F}/")
  }

  @Test(arguments: 0...40)
  func stopsAreFoundAtEveryAlignment(_ length: Int) throws {
    let filler = String(repeating: "é", count: length / 2) + String(repeating: "x", count: length)
    #expect(try string("\"\(filler)\"") == filler)
    #expect(try string("\"\(filler)\\n\(filler)\"") == filler + "\n" + filler)
    for control in ["\u{0}", "\n", "\u{1F}"] {
      #expect(throws: JSONError.self) { try string("\"\(filler)\(control)\(filler)\"") }
    }
  }

  @Test func textComparesWithLiteralsOfEveryLength() throws {
    let text = #"["", "a", "12345678", "123456789abcdef", "123456789abcdeX", "\u0061bc", "ab"]"#
    let found = try JSONReader.read(Array(text.utf8)) { reader throws(JSONError) in
      try reader.elements { reader throws(JSONError) in
        switch try reader.text() {
        case "": 1
        case "a": 2
        case "12345678": 3
        case "123456789abcdef": 4
        case "abc": 5
        default: 0
        }
      }
    }
    #expect(found == [1, 2, 3, 4, 0, 5, 0])
  }

  @Test func prefixesAreFoundWithAndWithoutEscapes() throws {
    try JSONReader.read(Array(#"["health_status: healthy", "\u0068ealth_status", "health", ""]"#.utf8)) { reader throws(JSONError) in
      let found = try reader.elements { reader throws(JSONError) in try reader.text().hasPrefix("health_") }
      #expect(found == [true, true, false, false])
    }
  }

  @Test func wholeNumbersInStringsAreRead() throws {
    let text = #"["137", "-1", "", "-", "1.5", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "\u0031", " 1"]"#
    let numbers = try JSONReader.read(Array(text.utf8)) { reader throws(JSONError) in
      try reader.elements { reader throws(JSONError) in try reader.text().int64 }
    }
    #expect(numbers == [137, -1, nil, nil, nil, .max, nil, .min, 1, nil])
  }
}
