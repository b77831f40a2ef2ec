import Testing

@testable import Exposition

@Suite struct MetricFamilyTests {
  @Test func counterHasTotalInTextAndNotInOpenMetrics() {
    let family = MetricFamily("door_opened_seconds_total", .counter, "Seconds open.", unit: "seconds")
    #expect(
      String(decoding: family.header(in: .text), as: UTF8.self)
        == "# HELP door_opened_seconds_total Seconds open.\n# TYPE door_opened_seconds_total counter\n")
    #expect(
      String(decoding: family.header(in: .openMetrics), as: UTF8.self)
        == "# TYPE door_opened_seconds counter\n# UNIT door_opened_seconds seconds\n# HELP door_opened_seconds Seconds open.\n")
  }

  @Test func gaugeNamedInfoStaysGauge() {
    let family = MetricFamily("door_info", .gauge, "What it is.")
    #expect(String(decoding: family.header(in: .openMetrics), as: UTF8.self) == "# TYPE door_info gauge\n# HELP door_info What it is.\n")
  }

  @Test func helpEscapesQuotesOnlyInOpenMetrics() {
    let family = MetricFamily("a", .gauge, "a \"b\" \\ c\nd")
    #expect(String(decoding: family.header(in: .text), as: UTF8.self).hasPrefix("# HELP a a \"b\" \\\\ c\\nd\n"))
    #expect(String(decoding: family.header(in: .openMetrics), as: UTF8.self).hasSuffix("# HELP a a \\\"b\\\" \\\\ c\\nd\n"))
  }
}
