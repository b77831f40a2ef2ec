import Testing

@testable import DockerEngine

@Suite struct APIVersionTests {
  @Test func versionsCompareByNumberNotByText() throws {
    #expect(APIVersion(1, 9) < APIVersion(1, 41))
    #expect(try #require(APIVersion("1.41")) == APIVersion(1, 41))
    for text in ["", "1", "1.", "v1.41", "1.41.0", "1.-4", "1.99999"] { #expect(APIVersion(text) == nil, "\(text)") }
  }

  /// Each engine's newest version (ENGINE.md, Connecting), its oldest, and what we must use.
  @Test(arguments: [
    ("20.10", "1.12", "1.41", "1.41"), ("23", "1.12", "1.42", "1.42"), ("24", "1.12", "1.43", "1.43"), ("25", "1.24", "1.44", "1.44"),
    ("28", "1.24", "1.51", "1.51"), ("29.0", "1.44", "1.53", "1.51"), ("29.3", "1.40", "1.55", "1.51"),
    ("Podman 3", "1.24", "1.40", "1.40"),
  ])
  func negotiatedVersionIsInTheEnginesRange(engine: String, oldest: String, newest: String, used: String) throws {
    let (oldest, newest) = (try #require(APIVersion(oldest)), try #require(APIVersion(newest)))
    let version = try #require(APIVersion.negotiated(engineNewest: newest))
    #expect(version == APIVersion(used))
    #expect((oldest...newest).contains(version))
  }

  @Test func engineOlderThanAllWeSpeakHasNoCommonVersion() {
    #expect(APIVersion.negotiated(engineNewest: APIVersion(1, 39)) == nil)
  }
}
