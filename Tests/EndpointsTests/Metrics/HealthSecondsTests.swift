import Testing
import Watch

@testable import Endpoints

@Suite struct HealthSecondsTests {
  private static let family = "docker_container_health_status_seconds_total"

  private func seconds(_ view: ContainerView, confirmedUpTo: Timestamp?, isEngineStale: Bool = false) -> [String: String] {
    let samples = FleetSnapshot.of([view], confirmedUpTo: confirmedUpTo, isEngineStale: isEngineStale).samples(Self.family)
    return Dictionary(
      uniqueKeysWithValues: samples.compactMap { $0.firstMatch(of: /status="([a-z]+)"} (.*)/) }.map { (String($0.1), String($0.2)) })
  }

  @Test func presentHealthGrowsUpToWhatIsConfirmed() {
    #expect(seconds(.busy("web"), confirmedUpTo: .at(110.25)) == ["starting": "2.5", "healthy": "67.25", "unhealthy": "0"])
  }

  @Test func nothingConfirmedSinceAddsNothing() {
    let expected = ["starting": "2.5", "healthy": "60", "unhealthy": "0"]
    #expect(seconds(.busy("web"), confirmedUpTo: nil) == expected)
    #expect(seconds(.busy("web"), confirmedUpTo: .at(50)) == expected)
  }

  @Test func staysWhereItIsWhileTheEngineIsOutOfReach() {
    #expect(seconds(.busy("web"), confirmedUpTo: .at(110), isEngineStale: true)["healthy"] == "67")
  }

  @Test func nothingGrowsWithoutABeginning() {
    var view = ContainerView.busy("web")
    view.counters.healthSince = nil
    #expect(seconds(view, confirmedUpTo: .at(110)) == ["starting": "2.5", "healthy": "60", "unhealthy": "0"])
  }

  @Test func unknownHealthGrowsNothing() {
    var view = ContainerView.busy("web")
    view.present?.health = .unknown
    #expect(seconds(view, confirmedUpTo: .at(110)) == ["starting": "2.5", "healthy": "60", "unhealthy": "0"])
  }
}
