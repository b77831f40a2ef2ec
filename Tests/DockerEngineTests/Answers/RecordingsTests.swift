import Foundation
import Testing
import Watch

@testable import DockerEngine

/// Everything real engines said (Recordings/README.md) is understood whole.
@Suite struct RecordingsTests {
  private static let folder = Bundle.module.resourceURL?.appendingPathComponent("Recordings").path ?? ""

  private static let files: [String] = {
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix("json") }.sorted()
  }()

  private func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(file)")))
  }

  private func items(_ file: String) throws -> [EventItem] {
    var reader = EventReader()
    var items: [EventItem] = []
    try bytes(file).withUnsafeBytes { reader.read($0, into: &items) }
    reader.finish(into: &items)
    return items
  }

  private func rows(_ file: String) throws -> [Listing.Row] {
    let (rows, skipped) = try bytes(file).withUnsafeBytes { try ListDecoder.decode($0) }
    #expect(skipped == 0)
    return rows
  }

  private func inspection(_ file: String) throws -> Inspection {
    try bytes(file).withUnsafeBytes { try InspectDecoder.decode($0) }
  }

  @Test(arguments: files) func everyFileIsDecoded(file: String) throws {
    switch file.split(separator: "/").last?.prefix(while: { $0 != "." && $0 != "-" }) {
    case "events":
      let items = try items(file)
      #expect(!items.isEmpty)
      for case .malformed(let line) in items { Issue.record("\(line)") }
    case "list": #expect(try !rows(file).isEmpty)
    case "inspect": #expect(try inspection(file).id.text.utf8.count == 64)
    case "info": #expect(try !bytes(file).withUnsafeBytes { try InfoDecoder.decode($0) }.version.isEmpty)
    default: Issue.record("\(file) is none of events, list, inspect, info")
    }
  }

  @Test func engine20ListAgreesWithItsInspects() throws {
    let rows = try rows("engine-20.10.24/list.json")
    #expect(rows.count == 10)
    for row in rows {
      let inspection = try inspection("engine-20.10.24/inspect-\(row.name).json")
      #expect(inspection.id == row.id)
      #expect(inspection.state.status == row.state)
      // A list says nothing of the health of what does not run.
      if row.health != nil { #expect(inspection.state.health?.status == row.health) }
    }
    #expect(rows.first { $0.name == ContainerName("unhealthy") }?.health == .unhealthy)
  }

  @Test func engine20InspectsTellWhatTheScriptDid() throws {
    func state(_ name: String) throws -> Inspection.State { try inspection("engine-20.10.24/inspect-\(name).json").state }
    #expect(try state("done").exitCode == 0)
    #expect(try state("exhausted").exitCode == 6)
    #expect(try state("killed").exitCode == 137)
    #expect(try state("oom").oomKilled)
    #expect(try state("created").startedAt == nil)
    #expect(try state("unstartable").status == .created)
    #expect(try state("unstartable").error.contains("/no/such/program"))
    #expect(try state("unhealthy").health?.lastProbe?.output == "no route\n")
    let exhausted = try inspection("engine-20.10.24/inspect-exhausted.json")
    #expect(exhausted.restartPolicy == .onFailure(maximumRetryCount: 2) && exhausted.restartCount == 2)
    let healthy = try inspection("engine-20.10.24/inspect-healthy.json")
    #expect(healthy.stopSignal == 3 && healthy.stopTimeout == 1)
    #expect(healthy.labels == ["com.example.note": "a \"quoted\" é"])
    #expect(healthy.healthcheck == Healthcheck(interval: 1_000_000_000))
    #expect(try inspection("engine-20.10.24/inspect-oom.json").memoryLimit == 16 << 20)
  }

  @Test func engine20EventsTellWhatTheScriptDid() throws {
    var actions: [String: [EngineEvent.Action]] = [:]
    for case .event(let event) in try items("engine-20.10.24/events.ndjson") where event.action != .other {
      actions[event.attributes.name ?? "", default: []].append(event.action)
    }
    #expect(actions["exhausted"] == [.create, .start, .die, .start, .die, .start, .die])
    #expect(actions["gone"] == [.create, .start, .die, .destroy])
    #expect(actions["done"]?.contains(.rename) == true)
    #expect(actions["unstartable"] == [.create])
    #expect(actions["oom"]?.contains(.oom) == true)
    #expect(actions["paused"]?.prefix(3) == [.create, .start, .pause])
    #expect(actions["unhealthy"]?.contains(.healthStatus(.unhealthy)) == true)
  }
}
