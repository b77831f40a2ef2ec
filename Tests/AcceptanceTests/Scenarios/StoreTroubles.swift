// The place where the state is kept goes bad while Dogwatch runs, or before it starts.

import Foundation
import Testing

@Suite(.needsRoot)
struct StoreTroubles {
  private static let web = FakeEngine.Container(id: String(repeating: "a1", count: 32), name: "web")

  /// A small file system of its own for the state, gone when the body is done.
  private func onDisk(ofKilobytes size: Int, _ body: (TemporaryFolder, FakeEngine, _ state: String) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let state = "\(folder.path)/state"
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    try await mount(["-t", "tmpfs", "-o", "size=\(size)k,mode=0700", "none", state])
    let engine = try FakeEngine("\(folder.path)/docker.sock")
    engine.set(Self.web)
    do {
      try await body(folder, engine, state)
    } catch {
      engine.end()
      _ = try await ChildProcess.run("umount", ["-l", state])
      throw error
    }
    engine.end()
    _ = try await ChildProcess.run("umount", ["-l", state])
  }

  private func mount(_ arguments: [String]) async throws {
    let (exit, output) = try await ChildProcess.run("mount", arguments)
    try #require(exit == .code(0), "mount \(arguments): \(output)")
  }

  private func watch(_ engine: FakeEngine, _ state: String, telling receiver: AlertReceiver? = nil) async throws -> Dogwatch {
    let configuration = receiver.map { AlertPost.configuration([$0.webhook]) } ?? [:]
    let dogwatch = try Dogwatch(host: "unix://\(engine.path)", configuration: configuration, state: state)
    try await dogwatch.whenReady()
    try await eventually("a stream") { engine.openStreams > 0 }
    return dogwatch
  }

  /// Pauses or unpauses the container, and waits until the API tells it.
  private func change(_ engine: FakeEngine, to status: String, _ dogwatch: Dogwatch) async throws {
    var web = Self.web
    web.status = status
    engine.set(web)
    let before = try await dogwatch.transitions(of: "web").count
    engine.push(FakeEngine.event(status == "paused" ? "pause" : "unpause", web))
    try await eventually("\(status), told") { try await dogwatch.transitions(of: "web").count > before }
  }

  private func whenHealthy(_ value: Double, _ dogwatch: Dogwatch) async throws {
    try await eventually(
      "dogwatch_store_healthy \(value)", read: { try await dogwatch.scrape()["dogwatch_store_healthy"] }, until: { $0 == value })
  }

  @Test func aFullDiskIsToldAndMadeGood() async throws {
    try await onDisk(ofKilobytes: 1024) { _, engine, state in
      let receiver = try AlertReceiver()
      let dogwatch = try await watch(engine, state, telling: receiver)
      try await change(engine, to: "paused", dogwatch)
      try await whenHealthy(1, dogwatch)
      // Nothing is left, not even in the pages that the log has already.
      let filler = "\(state)/filler"
      let full = try await ChildProcess.run(
        "sh", ["-c", "dd if=/dev/zero of=\(filler) bs=1k 2>/dev/null; dd if=/dev/zero of=\(filler).2 bs=1 2>/dev/null; true"])
      #expect(full.exit == .code(0))
      for status in ["running", "paused", "running", "paused", "running"] { try await change(engine, to: status, dogwatch) }
      try await whenHealthy(0, dogwatch)
      #expect(try await dogwatch.scrape()["dogwatch_store_errors_total"] ?? 0 > 0)
      #expect(dogwatch.log.contains("the state cannot be written, going on in memory"), "\(dogwatch.log)")
      try await receiver.expect(["DogwatchStoreFailing firing"], of: "")
      for file in [filler, "\(filler).2"] { try? FileManager.default.removeItem(atPath: file) }
      try await whenHealthy(1, dogwatch)
      #expect(dogwatch.log.contains("the state is written again"), "\(dogwatch.log)")
      try await receiver.expect(["DogwatchStoreFailing firing", "DogwatchStoreFailing resolved"], of: "")
      try await dogwatch.stop()

      let again = try await watch(engine, state)
      let rows = try await again.transitions(of: "web").filter { $0.kind != "gap" }
      #expect(rows.map(\.kind) == ["paused", "unpaused", "paused", "unpaused", "paused", "unpaused"])
      try await again.stop()
    }
  }

  @Test func aReadOnlyDiskIsReadAndWatchedWithoutWriting() async throws {
    try await onDisk(ofKilobytes: 4096) { _, engine, state in
      let first = try await watch(engine, state)
      try await change(engine, to: "paused", first)
      try await first.stop()

      try await mount(["-o", "remount,ro", state])
      let second = try await watch(engine, state)
      try await whenHealthy(0, second)
      try await change(engine, to: "running", second)
      #expect(try await second.scrape()["dogwatch_gaps_total", ["cause": "daemon-stopped"]] == 1)
      try await mount(["-o", "remount,rw", state])
      try await whenHealthy(1, second)
      let rows = try await second.transitions()
      #expect(rows.filter { $0.kind != "gap" }.map(\.kind) == ["paused", "unpaused"], "\(rows)")
      #expect(rows.map(\.sequence) == Array(1...max(rows.count, 1)))
      try await second.stop()
    }
  }

  @Test func aSecondOneOnTheSameStateIsRefusedInOneSentence() async throws {
    let folder = try TemporaryFolder()
    let state = "\(folder.path)/state"
    let first = try Dogwatch(host: "unix:///nowhere.sock", state: state)
    _ = try await first.address()
    let second = try Dogwatch(host: "unix:///nowhere.sock", state: state)
    #expect(try await second.process.waitForExit() == .code(1))
    #expect(second.log.contains("another dogwatch keeps its state in \(state)"), "\(second.log)")
    #expect(second.log.split(separator: "\n").count == 1, "\(second.log)")
    try await first.stop()
  }

  @Test func aFileOfALaterVersionIsRefusedInOneSentence() async throws {
    let folder = try TemporaryFolder()
    let state = "\(folder.path)/state"
    let first = try Dogwatch(host: "unix:///nowhere.sock", state: state)
    _ = try await first.address()
    try await first.stop()
    // The version stands in the 61st to 64th byte (sqlite.org/fileformat2: user version).
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: "\(state)/dogwatch.db"))
    try file.seek(toOffset: 60)
    try file.write(contentsOf: Data([0, 0, 0, 200]))
    try file.close()
    let second = try Dogwatch(host: "unix:///nowhere.sock", state: state)
    #expect(try await second.process.waitForExit() == .code(1))
    #expect(second.log.contains("was written by a later dogwatch (version 200 of the file"), "\(second.log)")
    #expect(second.log.split(separator: "\n").count == 1, "\(second.log)")
  }
}
