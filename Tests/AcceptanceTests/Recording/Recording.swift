// One recording: a private engine, dogwatch, and the recorder between them.

import Foundation
import Testing

/// What is recorded, and where the tape goes.
struct Recording: Sendable {
  let engine: PrivateEngine
  let recorder: TapeRecorder
  let dogwatch: Dogwatch

  /// Short, so that a tape holds some lists, and those few.
  private static let reconcileInterval = 10

  /// Where tapes go, if they are wanted: `DOGWATCH_RECORD=1 swift test --filter Tapes` makes them anew.
  static let folder: String? =
    ProcessInfo.processInfo.environment["DOGWATCH_RECORD"] == "1"
    ? "\(Repository.root)/Tests/DogwatchDaemonTests/Recordings/engine-20.10.24" : nil

  /// Records what the script does to an engine, beside the transitions that dogwatch told meanwhile.
  static func make(_ name: String, liveRestore: Bool = false, _ script: (Recording) async throws -> Void) async throws {
    guard let folder else { return }
    let engine = try await PrivateEngine(liveRestore: liveRestore)
    do {
      let recording = try Recording(on: engine)
      try await recording.dogwatch.whenReady()
      try await script(recording)
      let transitions = try await recording.dogwatch.transitions()
      recording.recorder.note("end")
      try await recording.dogwatch.stop()
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try recording.recorder.tape.write(toFile: "\(folder)/\(name).tape.ndjson", atomically: true, encoding: .utf8)
      try transitions.map { try $0.json.sortedText + "\n" }.joined()
        .write(toFile: "\(folder)/\(name).transitions.ndjson", atomically: true, encoding: .utf8)
    } catch {
      try await engine.dismantle()
      throw error
    }
    try await engine.dismantle()
  }

  private init(on engine: PrivateEngine) throws {
    self.engine = engine
    recorder = try TapeRecorder(socket: "\(engine.folder)/tape.sock", engine: engine.socket)
    recorder.note("tape", ["reconcileInterval": .string("\(Self.reconcileInterval)")])
    dogwatch = try Dogwatch(
      host: "unix://\(recorder.socket)", configuration: ["engine": .object(["reconcileInterval": .string("\(Self.reconcileInterval)s")])])
  }

  /// A container of its own, started.
  func run(_ name: String, _ spec: ContainerSpec = ContainerSpec()) async throws -> TestContainer {
    let container = try await TestContainer(name, spec, on: engine)
    try await container.start()
    return container
  }

  /// Waits until dogwatch has told it, such as `exit exhausted`.
  func told(_ gist: String, of name: String?, times: Int = 1) async throws {
    try await eventually(
      "\(gist) of \(name ?? "the engine")", read: { try await dogwatch.transitions(of: name).map(\.gist) },
      until: { gists in gists.count { $0 == gist || $0 == gist + " (inferred)" } >= times })
  }
}
