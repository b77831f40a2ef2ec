import JSON
import Testing

@Suite struct JSONValueTests {
  private func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  @Test func everyNodeAndKeyKnowsItsPlace() throws {
    let tree = try parse("{\n  \"a\": [1,\n    true],\n  \"é\": {\"k\": null}\n}")
    let members = try #require(tree.members)
    #expect(tree.position == JSONPosition(line: 1, column: 1))
    #expect(members.map(\.key) == ["a", "é"])
    #expect(members.map(\.keyPosition) == [JSONPosition(line: 2, column: 3), JSONPosition(line: 4, column: 3)])
    #expect(members.map(\.value.position) == [JSONPosition(line: 2, column: 8), JSONPosition(line: 4, column: 8)])
    let elements = try #require(members[0].value.elements)
    #expect(elements.map(\.position) == [JSONPosition(line: 2, column: 9), JSONPosition(line: 3, column: 5)])
    #expect(members[1].value["k"]?.content == .null)
    #expect(members[1].value["k"]?.position == JSONPosition(line: 4, column: 14))
  }

  @Test func doubledKeysStayVisibleInTheirOrder() throws {
    let tree = try parse(#"{"a":1,"b":2,"a":3}"#)
    let members = try #require(tree.members)
    #expect(members.map(\.key) == ["a", "b", "a"])
    #expect(tree["a"]?.content == .number("1"))
  }

  @Test func stringsAreUnescapedAndNumbersKeptAsWritten() throws {
    #expect(try parse(#""a\u00e9\n""#).content == .string("aé\n"))
    #expect(try parse("1.50e1").content == .number("1.50e1"))
    #expect(try parse("[{},[],false]").kind == .array)
  }

  @Test func deepNestingIsRefused() {
    let text = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(throws: JSONSyntaxError(position: JSONPosition(line: 1, column: 129), message: "nested too deeply")) { try parse(text) }
  }

  @Test(arguments: [
    ("", "line 1, column 1: there is nothing in it (an empty object is {})"),
    (" \n\t ", "line 2, column 3: there is nothing in it (an empty object is {})"),
    ("\u{FEFF}{}", "line 1, column 1: the text begins with a byte-order mark (save it as UTF-8 without BOM)"),
    ("{\n  \"a\": 1,\n}", "line 2, column 9: a comma after the last entry (remove it)"),
    ("[1, 2, ]", "line 1, column 6: a comma after the last entry (remove it)"),
    ("{\"a\": 1 // one\n}", "line 1, column 9: a comment (JSON has none: remove it)"),
    ("# note\n{}", "line 1, column 1: a comment (JSON has none: remove it)"),
    ("{} // end", "line 1, column 4: a comment (JSON has none: remove it)"),
    ("{\"a\": /* x */ 1}", "line 1, column 7: a comment (JSON has none: remove it)"),
    ("{'a': 1}", "line 1, column 2: single quotes (JSON wants double quotes)"),
    ("{\"a\": 'x'}", "line 1, column 7: single quotes (JSON wants double quotes)"),
    ("{\n  log: {}\n}", "line 2, column 3: a key without quotes (write \"log\")"),
    ("{\"a\": 1, host-name: 2}", "line 1, column 10: a key without quotes (write \"host-name\")"),
    ("{\"a\" = 1}", "line 1, column 6: \"=\" after a key (write \":\")"),
    ("{\"a\": 1\n \"b\": 2}", "line 2, column 2: a comma is missing before this"),
    ("[1 [2]]", "line 1, column 4: a comma is missing before this"),
    ("{\"a\": True}", "line 1, column 7: unknown word \"True\" (only true, false and null stand without quotes)"),
    ("{\"a\": tru}", "line 1, column 7: unknown word \"tru\" (only true, false and null stand without quotes)"),
    ("{\"a\": 007}", "line 1, column 7: a number cannot begin with 0 (or is a string meant? then put it in double quotes)"),
    ("{\"a\": 30s}", "line 1, column 9: unexpected \"s\" where \",\" or \"}\" was expected"),
    ("{\"a\": \"x\n}", "line 1, column 9: a string that does not end on its line (is the closing quote missing?)"),
    ("{\"a\": \"x\ty\"}", "line 1, column 9: an unescaped tab inside a string (write \\t)"),
    ("{\"a\": \"C:\\dir\"}", "line 1, column 10: a backslash that begins no escape sequence (write \\\\ for a backslash)"),
    ("{\"a\": 1", "line 1, column 8: the text ends too early: \",\" or \"}\" is missing"),
    ("{\"a\": 1}}", "line 1, column 9: something follows the end of the text: \"}\""),
    ("{\"a\": }", "line 1, column 7: unexpected \"}\" where a value was expected"),
    ("{,}", "line 1, column 2: a comma with nothing before it"),
    ("{\"a\": «x»}", "line 1, column 7: unexpected \"«\" where a value was expected"),
  ])
  func syntaxErrorIsASentenceWithItsPlace(_ text: String, _ sentence: String) {
    do throws(JSONSyntaxError) {
      _ = try parse(text)
      Issue.record("parsed")
    } catch {
      #expect(error.description == sentence)
    }
  }

  @Test func utf16IsNamed() {
    #expect(throws: JSONSyntaxError(position: JSONPosition(line: 1, column: 1), message: "the text is UTF-16 (save it as UTF-8)")) {
      try JSONValue(parsing: [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00])
    }
  }

  @Test func everyPrefixOfATextIsAnErrorAndNoCrash() {
    let bytes = Array(SampleEvent.text.utf8)
    for length in 0..<bytes.count {
      #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: Array(bytes[..<length])) }
    }
  }
}
