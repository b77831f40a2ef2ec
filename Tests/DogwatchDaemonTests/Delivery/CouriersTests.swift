// The couriers as the daemon sees them.

import DockerEngine
import Glibc
import Logging
import Testing
import Watch

@testable import DogwatchDaemon
@testable import Webhooks

@Suite struct CouriersTests {
  /// A port where connections are taken by the kernel, and nobody answers.
  private func hangingPort() throws -> (port: UInt16, descriptor: Int32) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var (address, length) = (sockaddr_in(), socklen_t(MemoryLayout<sockaddr_in>.size))
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 ? getsockname(descriptor, $0, &length) : -1
      }
    }
    try #require(result == 0)
    return (UInt16(bigEndian: address.sin_port), descriptor)
  }

  @Test func aRequestFarBeyondItsTimeoutIsAStandstill() async throws {
    let (port, descriptor) = try hangingPort()
    defer { close(descriptor) }
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let couriers = Couriers(proxies: .none, mailbox: AttemptMailbox(waking: Inbox()), logger: quiet)
    let url = try ReceiverURL(parsing: "http://127.0.0.1:\(port)/hook")
    try await running([couriers]) {
      _ = couriers.use([ReceiverSettings(name: "team", format: .alertmanager, url: url, timeout: .seconds(3600))])
      #expect(couriers.stall(beyond: .zero, at: Uptime.now().advanced(by: 7200 * 1_000_000_000)) == nil, "nothing is under way")
      couriers.offer(["team": [Delivery(number: 1, id: "msg_1", createdAt: .now(), bodies: [RequestBody(bytes: Array("{}".utf8))])]])
      try await eventually("a standstill, two hours later") {
        couriers.stall(beyond: .seconds(15), at: Uptime.now().advanced(by: 7200 * 1_000_000_000))?.loop == "courier of team"
      }
      #expect(couriers.stall(beyond: .seconds(15)) == nil, "a receiver that hangs is none")
    }
  }
}
