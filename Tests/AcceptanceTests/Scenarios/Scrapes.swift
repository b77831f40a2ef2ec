// What a scrape costs the engine.

import Foundation
import Testing

@Suite struct Scrapes {
  @Test func theEngineIsAskedNothingForAnAnswer() async throws {
    let folder = try TemporaryFolder()
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    defer { engine.end() }
    for number in 1...20 { engine.set(FakeEngine.Container(id: String(format: "%064x", number), name: "web-\(number)")) }
    let dogwatch = try Dogwatch(
      host: "unix://\(engine.path)", configuration: ["engine": .object(["reconcileInterval": .string("1h")])])
    try await dogwatch.whenReady()
    try await eventually("a stream") { engine.openStreams > 0 }
    var (requests, unchanged) = (0, 0)
    try await eventually("an engine that is asked nothing more") {
      let before = requests
      requests = engine.requests
      unchanged = before == requests ? unchanged + 1 : 0
      return unchanged == 20
    }
    for _ in 0..<20 {
      for target in ["/metrics", "/api/v1/containers", "/api/v1/transitions", "/api/v1/alerts", "/"] {
        #expect(try await dogwatch.get(target).status == 200)
      }
    }
    #expect(engine.requests == requests)
    try await dogwatch.stop()
  }
}
