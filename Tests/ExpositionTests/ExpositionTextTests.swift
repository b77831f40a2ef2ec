import Foundation
import Testing

@testable import Exposition

/// Whole expositions against Tests/Golden/Exposition; `UPDATE_GOLDEN=1 swift test --filter ExpositionTests` writes those anew.
@Suite struct ExpositionTextTests {
  private func example(_ format: ExpositionFormat) -> [UInt8] {
    var text = ExpositionText(format)
    text.add(MetricFamily("door_info", .gauge, "What the door is.", labels: ["name", "make"])) { family, samples in
      samples.sample(family, ["name": "front", "make": "oak \"1\"\\\n"], 1)
    }
    text.add(MetricFamily("door_openings_total", .counter, "Times it was opened.", labels: ["name", "by"])) { family, samples in
      for by in ["key", "foot"] { samples.sample(family, ["name": "front"], ("by", by), by == "key" ? 12 : 0) }
    }
    text.add(MetricFamily("door_open_seconds_total", .counter, "Seconds open.", unit: "seconds"), .nanoseconds(12_345_000_000))
    text.add(MetricFamily("door_without_samples", .gauge, "Left out.")) { _, _ in }
    text.add(MetricFamily("door_delay_seconds", .histogram, "How long it took to open.", unit: "seconds")) { family, samples in
      var histogram = Histogram(bounds: [0.005, 0.1, 1, 10])
      for value in [0.001, 0.05, 2, 60] { histogram.observe(value) }
      samples.histogram(family, .none, histogram)
    }
    text.add(MetricFamily("door_temperature", .gauge, "May be anything."), .double(.nan))
    text.end()
    return text.bytes
  }

  @Test(arguments: [(ExpositionFormat.text, "text.txt"), (.openMetrics, "openmetrics.txt")])
  func isAsInTheGoldenFile(_ format: ExpositionFormat, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Golden/Exposition/\(name)")
    let bytes = example(format)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(bytes).write(to: file) }
    #expect(String(decoding: bytes, as: UTF8.self) == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  @Test func formatsDifferInHeadersAndEndOnly() {
    func samples(_ format: ExpositionFormat) -> [Substring] {
      String(decoding: example(format), as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
    }
    #expect(samples(.text) == samples(.openMetrics))
  }

  @Test func sampleWithoutValueEndsWhereItBegins() {
    var samples = SampleText()
    samples.sampleWithoutValue(MetricFamily("a_total", .counter, ""), ["name": "x"], ("status", "y"))
    #expect(String(decoding: samples.bytes, as: UTF8.self) == #"a_total{name="x",status="y"} "#)
  }
}
