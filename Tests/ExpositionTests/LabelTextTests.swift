import Testing

@testable import Exposition

@Suite struct LabelTextTests {
  private func text(_ labels: LabelText) -> String { String(decoding: labels.bytes, as: UTF8.self) }

  @Test func labelsAreJoinedByCommas() {
    #expect(text(["name": "web", "state": "running"]) == #"name="web",state="running""#)
    #expect(text(.none) == "")
  }

  @Test func backslashQuoteAndLineFeedAreEscaped() {
    #expect(text(["a": "\\ \" \n"]) == #"a="\\ \" \n""#)
  }

  @Test func otherCharactersStay() {
    #expect(text(["a": "\u{202E}gnp.exe\r\t{}é🐳"]) == "a=\"\u{202E}gnp.exe\r\t{}é🐳\"")
  }

  @Test func carriageReturnBeforeLineFeedIsNoReasonToMissIt() {
    #expect(text(["a": "x\r\ny"]) == "a=\"x\r\\ny\"")
  }

  @Test func bytesThatAreNoUnicodeAreReplaced() {
    var labels = LabelText()
    labels.append("a", utf8: [0x78, 0xFF, 0x22, 0xC3])
    #expect(text(labels) == "a=\"x\u{FFFD}\\\"\u{FFFD}\"")
  }

  @Test(arguments: [("com.docker.compose.project", "com_docker_compose_project"), ("é-1/b", "__1_b"), ("", "")])
  func namesAreSanitized(_ key: String, _ name: String) {
    #expect(LabelText.sanitizedLabelName(key) == name)
  }
}
