import Exposition
import HTTPTypes
import Testing

@testable import Endpoints

@Suite struct ContentNegotiationTests {
  @Test(arguments: [
    ("", ExpositionFormat.text), ("*/*", .text), ("text/plain", .text), ("text/html,application/xhtml+xml,*/*;q=0.8", .text),
    ("application/openmetrics-text", .openMetrics), ("application/openmetrics-text; version=1.0.0", .openMetrics),
    ("application/openmetrics-text; version=\"1.0.0\"; charset=utf-8", .openMetrics),
    ("application/openmetrics-text;version=0.0.1", .openMetrics),
    ("application/openmetrics-text;version=2.0.0", .text), ("application/openmetrics-text;q=0", .text),
    ("application/openmetrics-text;q=0.1,text/plain;q=0.9", .text), ("text/plain;q=0.1,application/openmetrics-text;q=0.9", .openMetrics),
    ("text/plain,application/openmetrics-text", .text), ("APPLICATION/OPENMETRICS-TEXT", .openMetrics),
    (
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", .openMetrics
    ), ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain;version=0.0.4;q=0.3", .text),
    (";;,=;q=x", .text),
  ])
  func formatIsTheOneAskedFor(_ accept: String, _ format: ExpositionFormat) {
    #expect(ContentNegotiation.format([.accept: accept]) == format)
  }

  @Test func withoutTheHeadersTextAndPlain() {
    #expect(ContentNegotiation.format([:]) == .text)
    #expect(!ContentNegotiation.wantsGzip([:]))
  }

  @Test(arguments: [
    ("gzip", true), ("gzip, deflate, br", true), ("deflate", false), ("gzip;q=0", false), ("gzip;q=0.0, *", false), ("*", true),
    ("*;q=0", false), ("identity", false), ("identity, gzip;q=0.5", false), ("identity;q=0.5, gzip", true), ("x-gzip", true), ("", false),
    ("GZIP", true),
  ])
  func gzipIsUsedWhereItIsWanted(_ accept: String, _ wanted: Bool) {
    #expect(ContentNegotiation.wantsGzip([.acceptEncoding: accept]) == wanted)
  }
}
