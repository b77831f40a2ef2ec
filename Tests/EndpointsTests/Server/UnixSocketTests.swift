import Foundation
import Glibc
import Testing
import Watch

@testable import Endpoints

@Suite struct UnixSocketTests {
  /// A path in a new folder, which goes with the test.
  private func withPath(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "dogwatch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.appending(path: "d.sock").path)
  }

  @Test func servesOwnerAndGroup() async throws {
    try await withPath { path in
      try await TestServer.with(.unix(path: path)) { server in
        #expect(server.address == .unix(path: path))
        let answer = try await server.request("/metrics")
        #expect(answer.status == 200)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func leftoverSocketIsReplaced() async throws {
    try await withPath { path in
      try leaveSocket(at: path)
      try await TestServer.with(.unix(path: path)) { server in
        let answer = try await server.request("/-/ready")
        #expect(answer.status == 200)
      }
    }
  }

  @Test func socketSomebodyListensOnIsLeftAlone() async throws {
    try await withPath { path in
      try await TestServer.with(.unix(path: path)) { server in
        let error = await #expect(throws: ListenError.self) { try await TestServer.with(.unix(path: path)) { _ in } }
        #expect(error?.reason == .inUse)
        let answer = try await server.request("/-/ready")
        #expect(answer.status == 200)
      }
    }
  }

  @Test func fileThatIsNoSocketIsLeftAlone() async throws {
    try await withPath { path in
      try Data("precious".utf8).write(to: URL(filePath: path))
      let error = await #expect(throws: ListenError.self) { try await TestServer.with(.unix(path: path)) { _ in } }
      #expect(error?.reason == .notASocket)
      #expect(try Data(contentsOf: URL(filePath: path)) == Data("precious".utf8))
    }
  }

  /// A socket bound by somebody who is gone.
  private func leaveSocket(at path: String) throws {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
    try #require(result == 0)
    close(descriptor)
  }
}
