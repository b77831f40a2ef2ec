import DockerEngine
import Glibc
import NIOPosix
import Testing

@testable import DogwatchDaemon

@Suite struct ListeningProcessTests {
  @Test func theProcessBehindASocketIsTheOneThatListens() async throws {
    try await withFakeEngine { engine in
      let listener = ListeningProcess(of: .unix(path: engine.path))
      #expect(listener?.pid == getpid())
      #expect(listener?.startTime ?? 0 > 0)
      #expect(listener == ListeningProcess(of: .unix(path: engine.path)))
      await engine.stopListening()
      #expect(ListeningProcess(of: .unix(path: engine.path)) == nil)
    }
  }

  @Test func elsewhereNobodyIsKnown() {
    #expect(ListeningProcess(of: .unix(path: "/nowhere.sock")) == nil)
    #expect(ListeningProcess(of: .unix(path: "/" + String(repeating: "x", count: 200))) == nil)
    #expect(ListeningProcess(of: .tcp(host: "127.0.0.1", port: 1, tls: nil)) == nil)
  }
}
