import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Endpoints

/// Whose thread answers.
@Suite struct ServingThreadTests {
  /// The threads of the pool may all be busy with a flood of events; who asks then waits for none of them.
  @Test func requestsAreAnsweredOnTheListenersOwnThread() async throws {
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let answering = Mutex<[Bool]>([])
    let stall: @Sendable () -> String? = {
      answering.withLock { $0.append(threads.next().inEventLoop) }
      return nil
    }
    try await TestServer.with(stall: stall, on: threads) { server in
      for _ in 0..<3 { _ = try await server.request("/-/healthy") }
    }
    #expect(answering.withLock { $0 } == [true, true, true])
    try await threads.shutdownGracefully()
  }
}
