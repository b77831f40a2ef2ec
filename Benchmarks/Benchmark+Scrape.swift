// How long a scrape takes, from the request to the last byte, over loopback.

import Endpoints
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Watch

extension Benchmark {
  static func scrape(containers: Int) -> Benchmark {
    let goal = [304: "<= 2", 1_000: "<= 6", 10_000: "<= 60"][containers] ?? "-"
    return Benchmark(name: "scrape, identity, \(containers) containers", goal: goal, unit: "ms") {
      let server = BenchServer(containers: containers)
      let client = ScrapeClient(port: server.port)
      // The first ones pay for what every process pays once.
      for _ in 0..<3 { _ = client.scrape() }
      let rounds = containers > 1_000 ? 5 : 20
      let began = seconds()
      for _ in 0..<rounds { precondition(client.scrape() > containers * 1_000) }
      return (seconds() - began) / Double(rounds) * 1e3
    }
  }
}

/// The daemon's own listener over a made-up fleet.
private final class BenchServer: Sendable {
  let port: Int
  private let task: Task<Void, any Error>

  init(containers: Int) {
    var builder = SnapshotBuilder()
    builder.isReady = true
    builder.confirmedUpTo = Timestamp(seconds: 1_700_000_000)
    for number in 0..<containers { builder.set(Self.view(number)) }
    let snapshot = LatestSnapshot()
    snapshot.publish(builder.publish())
    let sources = EndpointSources(snapshot: snapshot, transitions: TransitionLog(), metrics: DaemonMetrics(version: "bench"))
    let listening = Mutex<Int?>(nil)
    let server = EndpointsServer(
      address: .tcp(host: "127.0.0.1", port: 0), sources: sources, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() },
      onListening: { address in
        if case .tcp(_, let port) = address { listening.withLock { $0 = port } }
      })
    task = Task { try await server.run() }
    while listening.withLock({ $0 == nil }) { usleep(1_000) }
    port = listening.withLock { $0 ?? 0 }
  }

  deinit {
    task.cancel()
  }

  private static func view(_ number: Int) -> ContainerView {
    var counters = ContainerView.Counters()
    counters.starts[0] = 1
    counters.healthSince = Timestamp(seconds: 1_699_000_000)
    return ContainerView(
      name: ContainerName("shop-web-\(number)"),
      present: ContainerView.Present(
        id: ContainerID(EventLoad.id(number)), image: "registry.example.com/shop/web:1.2.3", composeProject: "shop", composeService: "web",
        restartPolicy: .onFailure(maximumRetryCount: 5), labels: [], state: .running, stateSince: Timestamp(seconds: 1_699_000_000),
        health: .healthy, failingStreak: 0, healthOutput: nil, startedAt: Timestamp(seconds: 1_699_000_000), retriesUsed: 1,
        restartDelaySeconds: 0, lastExit: .init(code: 1, time: Timestamp(seconds: 1_698_999_999), outcome: .restarted)),
      counters: counters, hasHealthcheck: true, isFlapping: false, isCrashLooping: false)
  }
}

/// A client that does no more than read: one connection a scrape.
private struct ScrapeClient {
  let port: Int

  /// The number of bytes that came.
  func scrape() -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    precondition(connected == 0, "cannot connect to the listener")
    let request = "GET /metrics HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
    precondition(write(descriptor, request, request.utf8.count) == request.utf8.count)
    return withUnsafeTemporaryAllocation(byteCount: 1 << 20, alignment: 16) { buffer in
      var total = 0
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count <= 0 { return total }
        total += count
      }
    }
  }
}
