import Testing
import Watch

@testable import DockerEngine

@Suite struct HTTPDateTests {
  @Test func dateHeaderIsATime() {
    #expect(Timestamp(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT") == Timestamp(rfc3339: "1994-11-06T08:49:37Z"))
    #expect(Timestamp(httpDate: "Thu, 29 Feb 2024 23:59:59 GMT") == Timestamp(rfc3339: "2024-02-29T23:59:59Z"))
  }

  @Test(arguments: ["", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"])
  func anythingElseIsNone(text: String) {
    #expect(Timestamp(httpDate: text) == nil)
  }
}
