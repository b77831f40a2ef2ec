import Testing

@testable import Endpoints

@Suite struct RequestTargetTests {
  @Test(arguments: [
    ("/", [""]), ("/metrics", ["metrics"]), ("/a/b/", ["a", "b", ""]), ("//a", ["", "a"]), ("/a%2Fb/%E2%82%AC", ["a/b", "€"]),
    ("/a?b=/c", ["a"]), ("/a#b", ["a"]), ("http://host:1/metrics?x", ["metrics"]), ("http://host", [""]), ("*", ["*"]), ("", [""]),
    ("/%FF", ["\u{FFFD}"]),
  ])
  func path(_ target: String, _ path: [String]) throws {
    #expect(try RequestTarget(target).path == path)
  }

  @Test func queryIsDecodedAndPlusStays() throws {
    #expect(
      try RequestTarget("/a?since=2026-01-01T00:00:00+01:00&name=a%26b&limit&&x=y=z").query.map { [$0.name, $0.value] }
        == [["since", "2026-01-01T00:00:00+01:00"], ["name", "a&b"], ["limit", ""], ["x", "y=z"]])
  }

  @Test(arguments: [
    ("a+b", "a+b", "a b"), ("a%2Bb", "a+b", "a+b"), ("%2B+%2b", "+++", "+ +"), ("a%20b", "a b", "a b"),
    ("%25+%2525", "%+%25", "% %25"), ("%FF+%C3%28", "\u{FFFD}+\u{FFFD}(", "\u{FFFD} \u{FFFD}("), ("%26%3D", "&=", "&="),
  ])
  func formWritesAPlusForASpace(_ written: String, _ value: String, _ formValue: String) throws {
    let item = try #require(try RequestTarget("/?q=" + written).query.first)
    #expect(item.value == value && item.formValue == formValue)
  }

  @Test(arguments: ["/%", "/%4", "/%zz", "/?a=%"])
  func brokenEscapesAreRefused(_ target: String) {
    #expect(throws: RequestFault.self) { try RequestTarget(target) }
  }

  @Test(arguments: [
    ("500ms", Int64(500_000_000)), ("30s", 30_000_000_000), ("1h30m", 5_400_000_000_000), ("30d", 2_592_000_000_000_000), ("0s", 0),
  ])
  func durations(_ text: String, _ nanoseconds: Int64) {
    #expect(DurationText.nanoseconds(text) == nanoseconds)
  }

  @Test(arguments: ["", "5", "h", "-1h", "1.5h", "1w", "1h ", "99999999999999999999s", "9999999999d", "٣h"])
  func whatIsNoDuration(_ text: String) {
    #expect(DurationText.nanoseconds(text) == nil)
  }
}
