import Exposition
import Foundation
import Testing
import Watch

@testable import Endpoints

/// Names and labels out to break the exposition, read back by other people's parsers.
@Suite struct HostileTextTests {
  /// Bytes as they may arrive, of which JSON makes strings with U+FFFD for what is no Unicode.
  static let texts = [
    "\"} 1\nfake_metric{x=\"", "\\", "\\\"", "\\n", "\n\n", "\r\n", "\u{202E}txt.exe\u{200F}", String(repeating: "ä\"", count: 2048),
    String(decoding: [0x61, 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80] as [UInt8], as: UTF8.self), "# EOF", "{}=,",
    "\u{2028}\u{85}\u{B}\u{C}\u{1B}[31m",
    "", " ", "'`$(id)`'",
  ]

  static let snapshot = FleetSnapshot.of(
    texts.enumerated().map { number, text in
      .running("c\(number)\(text)", health: .healthy) { view in
        view.present?.image = text
        view.present?.composeProject = text
        view.present?.labels = texts.enumerated().map { ContainerView.Label(key: "\($1)\($0)", value: $1) }
        view.counters.healthSince = .at(1)
      }
    }, confirmedUpTo: .at(2))

  @Test func promtoolFindsNothing() throws {
    let verdict = try Judges.promtool(Self.snapshot.scraped(.text))
    #expect(verdict.status == 0, "\(verdict.output)")
    #expect(verdict.output == "")
  }

  @Test func openMetricsParserReadsThemBack() throws {
    let verdict = try Judges.openMetricsParser(Self.snapshot.scraped(.openMetrics))
    #expect(verdict.status == 0, "\(verdict.output)")
    var images: [String: String] = [:]
    for line in verdict.output.split(separator: "\n") {
      let sample = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
      guard sample[0] as? String == "docker_container_info", let labels = sample[1] as? [String: String] else { continue }
      images[try #require(labels["name"])] = labels["image"]
      #expect(labels.count == 6 + Self.texts.count)
    }
    #expect(images == Dictionary(uniqueKeysWithValues: Self.texts.enumerated().map { ("c\($0)\($1)", $1) }))
  }

  @Test func promtoolFindsNothingInABusyScrape() throws {
    let daemon = DaemonMetrics(version: "1.2.3")
    daemon.engineInfo(version: "20.10.24", apiVersion: "1.41")
    let views = (0..<50).map { ContainerView.busy("web-\($0)") }
    for isEngineStale in [false, true] {
      let snapshot = FleetSnapshot.of(views, confirmedUpTo: .at(200), isEngineStale: isEngineStale)
      let text = try Judges.promtool(snapshot.scraped(.text, daemon))
      #expect(text.status == 0 && text.output == "", "\(text.output)")
      let openMetrics = try Judges.openMetricsParser(snapshot.scraped(.openMetrics, daemon))
      #expect(openMetrics.status == 0, "\(openMetrics.output)")
    }
  }
}
