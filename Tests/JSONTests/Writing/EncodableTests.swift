import JSON
import Testing

/// Swift values to JSON and back.
@Suite struct EncodableTests {
  private struct Whole: Codable, Hashable {
    var text = "a \"quoted\" word\n"
    var number = -7
    var large = Int64.min
    var fraction = 0.25
    var flag = true
    var nothing: String?
    var list = [1, 2, 3]
    var parts = [Part(name: "x", kind: .plain), Part(name: "é", kind: .counted(maximum: 3))]
    var table = ["k": Part(name: "", kind: .paired(1, "two"))]
    var word = Word.second
  }

  private struct Part: Codable, Hashable {
    var name: String
    var kind: Kind
  }

  private enum Kind: Codable, Hashable {
    case plain
    case counted(maximum: Int)
    case paired(Int, String)
  }

  private enum Word: String, Codable {
    case first, second
  }

  private func text(_ value: some Encodable) throws -> String {
    var json = JSONWriter()
    try json.encode(value)
    return json.string
  }

  @Test func whatIsWrittenReadsBackTheSame() throws {
    let value = Whole()
    var json = JSONWriter()
    try json.encode(value)
    #expect(try JSONValue(parsing: json.bytes).decode(Whole.self) == value)
  }

  @Test func containersAreClosedAndAbsentOptionalsLeftOut() throws {
    #expect(try text(Part(name: "x", kind: .counted(maximum: 3))) == #"{"name":"x","kind":{"counted":{"maximum":3}}}"#)
    #expect(try text([Part]()) == "[]")
    #expect(try text([[1], []]) == "[[1],[]]")
    #expect(try text([Int?.none, 1]) == "[null,1]")
  }

  @Test func itIsOneValueAmongOthers() throws {
    var json = JSONWriter()
    try json.object { json throws in
      json.key("a")
      try json.encode(Part(name: "x", kind: .plain))
      json.member("b", 1)
    }
    #expect(json.string == #"{"a":{"name":"x","kind":{"plain":{}}},"b":1}"#)
  }

  @Test func aNumberThatDoesNotFitIsRefused() {
    #expect(throws: EncodingError.self) { try text([UInt64.max]) }
  }

  @Test(arguments: ["{}", "[]", #"{"name":1,"kind":{"plain":{}}}"#, #"{"name":"x","kind":{"other":{}}}"#])
  func anotherShapeIsRefused(_ text: String) throws {
    let tree = try JSONValue(parsing: Array(text.utf8))
    #expect(throws: DecodingError.self) { try tree.decode(Part.self) }
  }

  @Test func aNumberOutOfRangeIsRefused() throws {
    let tree = try JSONValue(parsing: Array("300".utf8))
    #expect(throws: DecodingError.self) { try tree.decode(UInt8.self) }
    #expect(try tree.decode(UInt16.self) == 300)
  }
}
