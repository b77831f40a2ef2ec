import Testing
import Watch

@testable import Endpoints

/// What the strips of the last day are made of. The day is from second 13,600 to 100,000.
@Suite struct PageHistoryTests {
  private let log = TransitionLog(capacity: 3 * TransitionQuery.maximumLimit)

  private func append(_ sequence: Int64, _ seconds: Double, _ name: String?, _ kind: Transition.Kind) {
    log.append(Transition(sequence: sequence, time: .at(seconds), name: name.map { ContainerName($0) }, id: nil, kind: kind))
  }

  private func strip(_ view: ContainerView, _ day: PageHistory.Day) -> [DayStrip.Stretch] {
    DayStrip(view, transitions: day.byName[view.name] ?? [], gaps: day.gaps, knownSince: day.knownSince, now: .at(100_000)).stretches
  }

  private static let becameHealthy = Transition.Kind.health(HealthChange(from: .starting, to: .healthy))
  private static let crashed = Transition.Kind.exit(Exit(outcome: .failed, exitCode: 1))
  private static let down = ContainerView.running("web", health: .unknown) { $0.present?.state = .exited }

  @Test func aCalmDayBeforeARestartWasSeen() async {
    append(1, 50_010, nil, .gap(Gap(start: .at(50_000), end: .at(50_010), cause: .daemonStopped)))
    let day = await PageHistory(log).day(.at(100_000), watchedSince: .at(0))
    #expect(strip(.running("web"), day).map(\.condition) == [.running, .unknown, .running])
  }

  @Test func beforeItWasWatchedNothingIsKnown() async {
    append(1, 20_000, "web", Self.crashed)
    let day = await PageHistory(log).day(.at(100_000), watchedSince: .at(60_000))
    #expect(
      strip(Self.down, day) == [
        .init(condition: .unknown, start: .at(13_600), end: .at(60_000)), .init(condition: .down, start: .at(60_000), end: .at(100_000)),
      ])
  }

  @Test func howTheDayBeganIsKnownFromWhatWasBefore() async {
    append(1, 10, "web", .start(.new))
    append(2, 20, "web", Self.becameHealthy)
    append(3, 60_000, "web", Self.crashed)
    let day = await PageHistory(log).day(.at(100_000), watchedSince: .at(0))
    #expect(strip(Self.down, day).map(\.condition) == [.healthy, .down])
  }

  @Test func whatLeavesTheDayStillTellsHowItBegan() async {
    let history = PageHistory(log)
    append(1, 10, "web", Self.becameHealthy)
    #expect(await history.day(.at(50_000), watchedSince: .at(0)).byName.count == 1)
    append(2, 60_000, "web", Self.crashed)
    #expect(strip(Self.down, await history.day(.at(100_000), watchedSince: .at(0))).map(\.condition) == [.healthy, .down])
    append(3, 70_000, "web", .removed)
    #expect(await history.day(.at(200_000), watchedSince: .at(0)).byName.isEmpty)
  }

  @Test(arguments: [true, false])
  func afterMoreThanIsKeptTheDayIsKnownAgain(_ isAskedMeanwhile: Bool) async {
    let history = PageHistory(log)
    append(1, 20_000, "web", Self.becameHealthy)
    if isAskedMeanwhile { _ = await history.day(.at(30_000), watchedSince: .at(0)) }
    let count = TransitionQuery.maximumLimit + 5
    for number in 0..<count { append(Int64(2 + number), 40_000 + Double(number), "db", Self.crashed) }
    #expect(await history.day(.at(60_000), watchedSince: .at(0)).knownSince == .at(40_005))
    append(Int64(2 + count), 150_000, "web", Self.crashed)
    // The day begins at 68,600: what was left out lies before it. How it stood then is not known, as something may have come between.
    let day = await history.day(.at(155_000), watchedSince: .at(0))
    #expect(day.knownSince < .at(68_600) && day.byName[Self.down.name]?.count == 1)
  }
}
