// Dogwatch's notifications beside those of a real Alertmanager that has the same alerts.

import Foundation
import SimulatedEngine
import Testing

@Suite(.needs("prometheus-alertmanager")) struct BesideAlertmanager {
  /// Far enough apart that a busy machine changes nothing: whatever a story does next is done seconds before it would be too late.
  static let times = SideBySide.Times(wait: 4, interval: 8, repeating: 12)

  private static let rules: [String: JSONValue] = [
    // Longer than the wait.
    "ContainerRestartsExhausted": .object(["for": .string("5s")]),
    // What falls ill four times is flapping.
    "ContainerHealthFlapping": .object(["changes": .number(100)]),
  ]

  @Test func oneTimelineIsToldAlike() async throws {
    try await SideBySide.run(Self.times, rules: Self.rules, lateness: Self.lateness, containers: Stories.build) { stage in
      try await withThrowingTaskGroup(of: Void.self) { stories in
        for story in Stories.all { stories.addTask { try await story.play(GroupStage(stage, group: story.group)) } }
        try await stories.waitForAll()
      }
      for story in Stories.all { Self.compare(story, on: stage) }
    }
  }

  /// The first notification of the group `late` is answered after more than half of the group interval.
  private static let lateness: @Sendable (Heard, Int) -> Int? = { heard, number in heard.group == "late" && number == 1 ? 6500 : nil }

  private static func compare(_ story: Story, on stage: SideBySide) {
    let difference = Differences.tellings.first { $0.group == story.group }
    #expect((story.told == nil) == (difference != nil), "\(story.group): told alike, or differently, but not both")
    var keys: Set<String> = []
    var subjects: [SideBySide.Side: Set<String>] = [:]
    for side in SideBySide.Side.allCases {
      let heard = stage.heard(from: side, of: story.group)
      let expected = story.told ?? (side == .dogwatch ? difference?.dogwatch : difference?.alertmanager) ?? []
      #expect(described(heard, as: expected) == expected.map(\.description), "\(side), group \(story.group)")
      keys.formUnion(heard.map(\.groupKey))
      subjects[side] = Set(heard.flatMap(\.subjects))
    }
    #expect(keys == [#"{}:{compose_project="\#(story.group)", host="box"}"#])
    // What Alertmanager tells beyond is said by the lists above.
    #expect(subjects[.alertmanager]?.isSuperset(of: subjects[.dogwatch] ?? []) == true, "\(subjects)")
  }

  /// What was heard, in the form of what is expected: with a time where that has one.
  private static func described(_ heard: [Heard], as expected: [Told]) -> [String] {
    heard.enumerated().map { number, notification in
      let isTimed = number < expected.count && expected[number].intervals != nil && number > 0
      let gap = isTimed ? heard[number - 1].arrivedAt.duration(to: notification.arrivedAt) : .zero
      let intervals = Int((gap / .seconds(times.interval)).rounded())
      return Told(notification.gist, after: isTimed ? intervals : nil).description
    }
  }

  @Test func everyDifferenceIsDocumented() throws {
    let page = try String(contentsOfFile: "\(Repository.root)/docs/webhooks.md", encoding: .utf8)
    for (what, because) in Differences.tellings.map({ ($0.what, $0.because) }) + Differences.values.map({ ($0.what, $0.because) }) {
      #expect(page.contains("| \(what) | \(because) |"))
    }
  }
}
