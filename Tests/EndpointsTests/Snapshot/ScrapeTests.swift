import Exposition
import NIOCore
import Testing
import Watch

@testable import Endpoints

@Suite struct ScrapeTests {
  private let daemon = DaemonMetrics(version: "1.2.3")

  @Test(arguments: ExpositionFormat.allCases, [0, 1, 65, 1000])
  func lengthIsKnownBeforehand(_ format: ExpositionFormat, _ count: Int) {
    for isEngineStale in [false, true] {
      let views = (0..<count).map { $0 % 2 == 0 ? ContainerView.busy("c\($0)") : .running("c\($0)") }
      let scrape = Scrape(format, .of(views, confirmedUpTo: .at(110), isEngineStale: isEngineStale), daemon)
      #expect(scrape.reduce(0) { $0 + $1.readableBytes } == scrape.length)
    }
  }

  @Test func comesInChunks() {
    let scrape = Scrape(.text, .of((0..<1000).map { .busy("c\($0)") }), daemon)
    #expect(scrape.allSatisfy { $0.readableBytes < 192 * 1024 })
    #expect(scrape.reduce(0) { count, _ in count + 1 } > 20)
  }

  /// A chunk may be written into the memory of one before, if nobody has that any more.
  @Test func chunksAreTheSameWhetherTheyAreKeptOrNot() {
    let scrape = Scrape(.text, .of((0..<1000).map { .busy("c\($0)") }), daemon)
    let passedOn = scrape.reduce(into: [UInt8]()) { $0 += $1.readableBytesView }
    #expect(Array(scrape).flatMap { Array($0.readableBytesView) } == passedOn)
    #expect(passedOn.count == scrape.length)
  }

  @Test func eachFamilyHasOneHeaderBeforeItsSamples() {
    let lines = FleetSnapshot.of((0..<200).map { .busy("c\($0)") }).scraped().split(separator: "\n")
    let helps = lines.filter { $0.hasPrefix("# HELP") }.map { $0.split(separator: " ")[2] }
    #expect(Set(helps).count == helps.count)
    #expect(lines.count { $0.hasPrefix("docker_container_oom_kills_total{") } == 200)
  }

  @Test func whileTheEngineIsOutOfReachStateAndInfoAreAbsentAndHealthIsUnknown() {
    var gone = ContainerView.busy("gone")
    gone.present = nil
    let snapshot = FleetSnapshot.of([.busy("web"), .running("db"), gone], isEngineStale: true)
    #expect(!snapshot.scraped().contains("docker_container_state"))
    #expect(!snapshot.scraped().contains("docker_container_info"))
    #expect(
      snapshot.samples("docker_container_health_status").filter { $0.hasSuffix(" 1") }
        == ["{name=\"db\",status=\"unknown\"} 1", "{name=\"web\",status=\"unknown\"} 1"])
    #expect(snapshot.samples("docker_container_health_status").count == 10)
    #expect(snapshot.samples("docker_container_starts_total").count == 15)
  }

  @Test(arguments: [(ExpositionFormat.text, "scrape.txt"), (.openMetrics, "scrape.openmetrics.txt")])
  func isAsInTheGoldenFile(_ format: ExpositionFormat, _ name: String) throws {
    var gone = ContainerView.busy("gone")
    gone.present = nil
    gone.counters.healthSince = nil
    let scraped = FleetSnapshot.of([.busy("web"), .running("db"), gone], confirmedUpTo: .at(110.25)).scraped(format, daemon)
    // The process's own figures differ with each run.
    let lines = scraped.split(separator: "\n").map { $0.hasPrefix("process_") ? $0.prefix { $0 != " " } + " …" : $0 }
    try Repository.expect(lines.joined(separator: "\n") + "\n", in: "Tests/Golden/Endpoints/\(name)")
  }
}
