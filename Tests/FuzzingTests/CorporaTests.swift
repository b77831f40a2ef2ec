// Every input that was once found, and some made of them by a seed.

import Foundation
import FuzzTargets
import Testing

@Suite(.serialized) struct CorporaTests {
  private static let corpora = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fuzzing/Corpora")

  /// `DOGWATCH_FUZZ_SEED` repeats a run.
  private static let seed = ProcessInfo.processInfo.environment["DOGWATCH_FUZZ_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64.max)

  private static func inputs(_ target: FuzzTarget) throws -> [Data] {
    let files = try FileManager.default.contentsOfDirectory(at: corpora.appending(path: target.name), includingPropertiesForKeys: nil)
    return try files.sorted { $0.path < $1.path }.map { try Data(contentsOf: $0) }
  }

  /// On a thread that may wait.
  private static func run(_ target: FuzzTarget, on inputs: [Data]) async {
    await withCheckedContinuation { done in
      Thread.detachNewThread {
        for input in inputs { input.withUnsafeBytes { target.run($0) } }
        done.resume()
      }
    }
  }

  @Test(arguments: FuzzTarget.all.map(\.name))
  func everyInputIsTaken(_ name: String) async throws {
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let inputs = try Self.inputs(target)
    #expect(!inputs.isEmpty)
    await Self.run(target, on: inputs)
  }

  @Test(arguments: FuzzTarget.all.map(\.name))
  func whatIsMadeOfThemIsTaken(_ name: String) async throws {
    print("\(name): DOGWATCH_FUZZ_SEED=\(Self.seed)")
    let target = try #require(FuzzTarget.all.first { $0.name == name })
    let inputs = try Self.inputs(target)
    var dice = Dice(state: Self.seed)
    // What goes over a socket, or through a file, takes longer.
    let count = ["requests", "answers", "database"].contains(name) ? 30 : 200
    let mutants = (0..<count).map { _ in
      var bytes = Array(inputs.randomElement(using: &dice) ?? Data())
      for _ in 0...Int.random(in: 0...8, using: &dice) { Self.mutate(&bytes, inputs, &dice) }
      return Data(bytes)
    }
    await Self.run(target, on: mutants)
  }

  private static func mutate(_ bytes: inout [UInt8], _ inputs: [Data], _ dice: inout Dice) {
    let place = Int.random(in: 0...bytes.count, using: &dice)
    switch Int.random(in: 0..<5, using: &dice) {
    case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice) }
    case 1: bytes.insert(.random(in: 0...255, using: &dice), at: place)
    case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...16, using: &dice)))
    case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + Int.random(in: 0...64, using: &dice))], at: place)
    default:
      let other = inputs.randomElement(using: &dice) ?? Data()
      bytes.replaceSubrange(place..., with: other.dropFirst(Int.random(in: 0...other.count, using: &dice)))
    }
  }

  /// SplitMix64.
  private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }
}
