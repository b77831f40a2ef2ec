import JSON
import Testing

@Suite struct JSONWriterTests {
  private func written(_ layout: JSONWriter.Layout = .compact, _ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(layout)
    body(&writer)
    return writer.string
  }

  private func writeSample(_ json: inout JSONWriter) {
    json.object { json in
      json.member("name", "web")
      json.member("exitCode", 137)
      json.member("oom", false)
      json.nullMember("signal")
      json.array("evidence") { json in
        json.value("stop")
        json.object { _ in }
        json.array { _ in }
      }
      json.object("empty") { _ in }
      json.member("labels", ["a", "b"])
    }
  }

  @Test func compactHasNoWhiteSpace() {
    #expect(
      written { writeSample(&$0) }
        == #"{"name":"web","exitCode":137,"oom":false,"signal":null,"evidence":["stop",{},[]],"empty":{},"labels":["a","b"]}"#)
  }

  @Test func prettyIndentsByTwo() {
    let expected = """
      {
        "name": "web",
        "exitCode": 137,
        "oom": false,
        "signal": null,
        "evidence": [
          "stop",
          {},
          []
        ],
        "empty": {},
        "labels": [
          "a",
          "b"
        ]
      }
      """
    #expect(written(.pretty) { writeSample(&$0) } == expected)
  }

  @Test func whatMustBeEscapedIsAndNothingElse() {
    #expect(
      written { $0.value("\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é€🐕\u{2028}\u{2029}") }
        == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é€🐕\u{2028}\u{2029}\"")
  }

  @Test func whateverIsWrittenReadsBackTheSame() throws {
    for length in 0...40 {
      for scalar in (0...0x22).map({ Unicode.Scalar(UInt8($0)) }) + ["\\", "🐕", "\u{FFFF}"] {
        let string = String(repeating: "x", count: length) + String(Character(scalar)) + String(repeating: "y", count: 40 - length)
        let bytes = Array(written { $0.value(string) }.utf8)
        #expect(try JSONReader.read(bytes) { reader throws(JSONError) in try reader.string() } == string)
      }
    }
  }

  @Test func keysAreEscapedToo() {
    #expect(written { json in json.object { $0.member("a\"b", 1) } } == #"{"a\"b":1}"#)
  }

  @Test(arguments: [(Int64.min, "-9223372036854775808"), (Int64.max, "9223372036854775807"), (0, "0"), (-10, "-10"), (100, "100")])
  func wholeNumbersAreWrittenInFull(_ number: Int64, _ text: String) {
    #expect(written { $0.value(number) } == text)
  }

  @Test func doublesAreWrittenShortestAndNeverAsInfinity() throws {
    #expect(written { $0.value(0.1) } == "0.1")
    #expect(written { $0.value(Double.infinity) } == "null")
    #expect(written { $0.value(Double.nan) } == "null")
    for number in [1e300, -2.5e-10, 1e16, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0] {
      let bytes = Array(written { $0.value(number) }.utf8)
      #expect(try JSONReader.read(bytes) { reader throws(JSONError) in try reader.double() } == number)
    }
  }

  @Test func rawBytesStandAsTheyAre() {
    #expect(
      written { json in
        json.array {
          $0.raw("{\"a\":1}".utf8)
          $0.value(2)
        }
      } == #"[{"a":1},2]"#)
  }

  @Test func treeIsWrittenInItsOrderWithItsNumbers() throws {
    let text = #"{"b":[1.50,"x",null,true],"a":{}}"#
    let tree = try JSONValue(parsing: Array(text.utf8))
    #expect(written { $0.value(tree) } == text)
  }

  @Test func linesFollowEachOtherWithoutCommas() {
    let text = written { json in
      for number in 1...2 {
        json.object { $0.member("n", number) }
        json.endLine()
      }
    }
    #expect(text == "{\"n\":1}\n{\"n\":2}\n")
  }

  @Test func removeAllBeginsAnew() {
    var json = JSONWriter()
    json.beginArray()
    json.key("left")
    json.removeAll()
    json.value(true)
    #expect(json.string == "true")
  }
}
