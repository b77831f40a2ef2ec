// Cutting text.

import Testing

@testable import Webhooks

@Suite struct FittingTests {
  @Test func textThatFitsIsWhole() {
    #expect(Fitting(limit: 5, unit: .utf8).fitted("hello") == "hello")
    #expect(Fitting(limit: 0, unit: .utf8).fitted("") == "")
  }

  @Test func cutTextSaysHowMuchWasLeftOut() {
    let text = Fitting(limit: 30, unit: .utf8).fitted(String(repeating: "a", count: 100))
    #expect(text == "aaaaaaaa… (+92 characters)" || text.utf8.count <= 30)
    let kept = text.prefix { $0 == "a" }.count
    #expect(text.hasSuffix("… (+\(100 - kept) characters)"))
  }

  @Test(arguments: [LengthUnit.utf8, .utf16], ["漢字かな", "👩‍👩‍👧‍👦", "e\u{301}", "🇩🇪", "a<b>&"])
  func everyLimitIsKeptAndNoCharacterIsCut(unit: LengthUnit, piece: String) {
    let text = String(repeating: piece, count: 60)
    for limit in 0...120 {
      let fitted = Fitting(limit: limit, unit: unit).fitted(text)
      #expect(unit.count(fitted) <= limit)
      guard let cut = fitted.firstIndex(of: "…") else { continue }
      #expect(text.hasPrefix(fitted[..<cut]), "limit \(limit): \(fitted)")
    }
  }

  @Test func endlessCombiningMarksDoNotBreakTheLimit() {
    let text = "e" + String(repeating: "\u{301}", count: 5000)
    let fitted = Fitting(limit: 100, unit: .utf8).fitted(text)
    #expect(fitted.utf8.count <= 100 && fitted.utf8.count > 20)
  }

  @Test func escapesAreNotCutInTwo() {
    let fitting = Fitting(limit: 40, unit: .utf16) { $0 == "&" ? "&amp;" : String($0) }
    let text = fitting.fitted(String(repeating: "&", count: 50))
    #expect(text.utf16.count <= 40)
    #expect(text.prefix { $0 != "…" }.replacing("&amp;", with: "").isEmpty)
  }
}
