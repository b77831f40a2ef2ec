import Testing
import Watch

@testable import DockerEngine

@Suite struct InfoDecoderTests {
  private func decode(_ body: String) throws -> EngineInfo {
    try Array(body.utf8).withUnsafeBytes { try InfoDecoder.decode($0) }
  }

  @Test func nameVersionAndClockAreRead() throws {
    let body = """
      {"ID":"ABCD","Containers":3,"Name":"host1","ServerVersion":"20.10.24+dfsg1","LiveRestoreEnabled":true,
       "SystemTime":"2026-01-02T03:04:05.123456789+01:00","Warnings":null,"Plugins":{"Volume":["local"]}}
      """
    let expected = EngineInfo(
      name: "host1", version: "20.10.24+dfsg1", liveRestore: true, systemTime: Timestamp(rfc3339: "2026-01-02T02:04:05.123456789Z"))
    #expect(try decode(body) == expected)
  }

  @Test func whatIsMissingIsEmpty() throws {
    let empty = EngineInfo(name: "", version: "", liveRestore: false, systemTime: nil)
    #expect(try decode("{}") == empty)
    #expect(try decode(#"{"Name":null,"LiveRestoreEnabled":null,"SystemTime":""}"#) == empty)
  }
}
