// Keeps what a real engine says, as recordings for the unit tests: `DOGWATCH_RECORDINGS=folder swift test --filter AcceptanceTests`.

import Foundation

/// Writes answers and events of one engine into the folder that `DOGWATCH_RECORDINGS` names; does nothing without it.
final class EngineRecorder: Sendable {
  private let folder = ProcessInfo.processInfo.environment["DOGWATCH_RECORDINGS"]
  private let engine: PrivateEngine

  init(_ engine: PrivateEngine) {
    self.engine = engine
  }

  var isOn: Bool { folder != nil }

  /// The events of these names, whatever they were called at the time, as the engine wrote them.
  func keep(_ lines: [String], of names: Set<String>, as file: String) throws {
    let events = lines.map { (line: $0, event: (try? JSONValue(parsing: Array($0.utf8))) ?? .null) }
    let ids = Set(
      events.filter { entry in
        let attributes = entry.event["Actor"]["Attributes"]
        return names.contains(attributes["name"].string ?? "") || names.contains(String(attributes["oldName"].string?.dropFirst() ?? ""))
      }.compactMap { $0.event["Actor"]["ID"].string })
    try write(events.filter { ids.contains($0.event["Actor"]["ID"].string ?? "") }.map(\.line), file)
  }

  /// What inspect says now.
  func keepInspect(of name: String, as file: String) async throws {
    guard isOn else { return }
    try write([try await body("/containers/\(name)/json")], file)
  }

  /// The list, cut down to these names.
  func keepList(of names: Set<String>, as file: String) async throws {
    guard isOn else { return }
    let all = try JSONSerialization.jsonObject(with: Data(try await body("/containers/json?all=1").utf8)) as? [[String: Any]] ?? []
    let rows = all.filter { row in names.contains(((row["Names"] as? [String])?.first).map { String($0.dropFirst()) } ?? "") }
    let text = try JSONSerialization.data(withJSONObject: rows, options: [.withoutEscapingSlashes, .sortedKeys])
    try write([String(decoding: text, as: UTF8.self)], file)
  }

  func write(_ lines: [String], _ file: String) throws {
    guard let folder else { return }
    // Paths of the test's folder say nothing and change with each run.
    let text = lines.map { $0 + "\n" }.joined().replacing(engine.folder, with: "/var/lib/test-engine")
    let path = URL(fileURLWithPath: "\(folder)/\(file)")
    try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: path, atomically: true, encoding: .utf8)
  }

  private func body(_ path: String) async throws -> String {
    try await engine.api.ask("GET", path).text.trimmingCharacters(in: .newlines)
  }
}
