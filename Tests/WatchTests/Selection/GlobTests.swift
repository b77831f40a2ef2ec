import Testing
import Watch

@Suite struct GlobTests {
  @Test(arguments: [
    ("web", "web", true), ("web", "web-1", false), ("web", "Web", false), ("", "", true), ("", "x", false),
    ("*", "", true), ("*", "anything", true), ("web-*", "web-", true), ("web-*", "web-1", true), ("web-*", "my-web-1", false),
    ("*-web", "shop-web", true), ("*-web", "shop-web-1", false), ("*web*", "shop-web-1", true), ("a*b*c", "aXbYbZc", true),
    ("a*b*c", "aXbYbZ", false), ("?", "x", true), ("?", "", false), ("?", "xy", false), ("db?", "db1", true), ("db?", "db", false),
    ("?*", "", false), ("?*", "x", true), ("*?", "xyz", true), ("**", "x", true), ("a**b", "ab", true),
    ("registry/*:2.*", "registry/shop/web:2.14", true), ("[ab]", "a", false), ("[ab]", "[ab]", true), ("?", "é", true),
    ("gr*n", "grün", true),
  ])
  func patternFitsTheWholeText(_ pattern: String, _ text: String, _ fits: Bool) {
    #expect(Glob(pattern).matches(text) == fits)
  }

  @Test func hostilePatternEndsSoon() {
    let pattern = String(repeating: "a*", count: 200) + "b"
    #expect(!Glob(pattern).matches(String(repeating: "a", count: 4000)))
  }
}
