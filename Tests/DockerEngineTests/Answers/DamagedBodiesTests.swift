import Testing
import Watch

@testable import DockerEngine

/// Whatever the bytes, decoders answer or refuse; they never trap.
@Suite struct DamagedBodiesTests {
  private static let event = Array(
    #"{"Type":"container","Action":"die","Actor":{"ID":"a\ud83d\ude00","Attributes":{"exitCode":"137","name":"w"}},"time":17,"timeNano":1e9}"#
      .utf8)
  private static let inspect = Array(
    """
    {"Id":"a","Name":"/w","RestartCount":9223372036854775807,"State":{"Status":"running","ExitCode":-9223372036854775808,"Health":{"Status":
    "healthy","FailingStreak":3,"Log":[{"End":"2026-01-02T03:04:05Z","ExitCode":1,"Output":"x\\u0000"}]},"StartedAt":"2026-01-02T03:04:05Z"},
    "Config":{"StopSignal":"SIGRTMAX-30","StopTimeout":-1,"Healthcheck":{"Test":["CMD"],"Interval":9223372036854775807,"Retries":-5}},
    "HostConfig":{"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":-9223372036854775808},"Memory":-1}}
    """.utf8)
  private static let list = Array(
    #"[{"Id":"a","Names":["/w","//"],"State":"running","Status":"Up (healthy)","Health":{"Status":"none"}},null,{"Id":"","Names":[null]}]"#
      .utf8)

  @Test(arguments: [UInt8(0), 0x0A, 0x22, 0x2D, 0x30, 0x5C, 0x5B, 0x7B, 0x7D, 0xED, 0xFF])
  func anyByteMayBeAnother(byte: UInt8) {
    for position in Self.inspect.indices { decodeAll { $0.count > position ? replaced($0, at: position, with: byte) : $0 } }
  }

  @Test func anyPartMayBeMissing() {
    for length in Self.inspect.indices {
      decodeAll { Array($0.prefix(length)) }
      decodeAll { Array($0.dropFirst(length)) }
    }
  }

  private func replaced(_ bytes: [UInt8], at position: Int, with byte: UInt8) -> [UInt8] {
    var bytes = bytes
    bytes[position] = byte
    return bytes
  }

  private func decodeAll(_ damage: ([UInt8]) -> [UInt8]) {
    damage(Self.event).withUnsafeBytes { _ = EventDecoder.decode($0) }
    damage(Self.inspect).withUnsafeBytes { _ = try? InspectDecoder.decode($0) }
    damage(Self.list).withUnsafeBytes { _ = try? ListDecoder.decode($0) }
    damage(Self.inspect).withUnsafeBytes { _ = try? InfoDecoder.decode($0) }
    damage(Self.inspect).withUnsafeBytes { _ = EngineError.Problem(status: 400, path: "/info", body: $0) }
  }
}
