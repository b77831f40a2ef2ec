// More than anybody can want to hear, at once: nothing is lost unsaid, and dogwatch stays itself.

import SimulatedEngine
import Testing
import Watch

/// The short form runs with `make test`, the long one with `make soak`.
@Suite(.serialized)
struct Floods {
  private var isLong: Bool { FloodStage.soakMinutes != nil }

  @Test func aBurst() async throws {
    let load = EngineLoad(containerCount: isLong ? 1000 : 300, seed: FloodStage.seed)
    try await FloodStage.play(
      "burst", populate: { try load.populate(&$0) },
      { stage in
        await stage.server.burst(load, events: isLong ? 100_000 : 10_000)
      })
  }

  @Test func aStreamOfTwentyThousandEventsASecond() async throws {
    let load = EngineLoad(containerCount: isLong ? 10_000 : 300, seed: FloodStage.seed)
    try await FloodStage.play(
      "stream", populate: { try load.populate(&$0) },
      { stage in
        _ = await stage.server.play(load, eventsPerSecond: 20_000, for: .seconds(isLong ? 60 : 3))
      })
  }

  @Test func manyDieWithinASecond() async throws {
    let count = isLong ? 2000 : 500
    try await FloodStage.play(
      "deaths", telling: FloodReading.formats,
      populate: { engine in for number in 1...count { try engine.run("doomed-\(number)") } },
      { stage in
        for hundred in 0..<count / 100 {
          stage.server.change { simulation in
            for number in 1...100 { try? simulation.engine.exit("doomed-\(hundred * 100 + number)", code: 3) }
          }
        }
        try await FloodReading(alertname: "ContainerExited", count: count).expect(at: stage)
      })
  }

  @Test func manyFlapAtOnce() async throws {
    let count = isLong ? 500 : 200
    let check = Healthcheck(interval: 86_400_000_000_000, retries: 1)
    try await FloodStage.play(
      "flapping", telling: FloodReading.formats,
      populate: { engine in for number in 1...count { try engine.run("flapping-\(number)", Blueprint(healthcheck: check)) } },
      { stage in
        for change in 1...6 {
          stage.server.change { simulation in
            for number in 1...count {
              try? simulation.engine.probeNow("flapping-\(number)", change.isMultiple(of: 2) ? .good : .bad("refused"))
            }
          }
        }
        try await FloodReading(alertname: "ContainerHealthFlapping", count: count).expect(at: stage)
      })
  }

  @Test func moreThanTheEngineRemembersWhileAway() async throws {
    let load = EngineLoad(containerCount: 300, seed: FloodStage.seed)
    try await FloodStage.play(
      "away", populate: { try load.populate(&$0) },
      { stage in
        for _ in 1...(isLong ? 20 : 3) {
          stage.server.change { $0.faults.refusesConnections = true }
          stage.server.cutStreams()
          let gaps = try await stage.dogwatch.scrape().all("dogwatch_gaps_total").reduce(0) { $0 + $1.value }
          await stage.server.burst(load, events: 2000)
          stage.server.change { $0.faults.refusesConnections = false }
          try await eventually("a gap that says so") {
            try await stage.dogwatch.scrape().all("dogwatch_gaps_total").reduce(0) { $0 + $1.value } > gaps
          }
        }
      })
  }
}
