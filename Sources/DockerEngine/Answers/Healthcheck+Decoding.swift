// `Config.Healthcheck` of inspect (moby api/types/container: `HealthConfig`; defaults of daemon/health.go).

import JSON
import Watch

extension Healthcheck {
  /// Reads the settings; nil when there is no test or it is `NONE`.
  init?(_ reader: inout JSONReader) throws(JSONError) {
    var healthcheck = Healthcheck()
    var test: String?
    try reader.objectOrSkip { key, reader throws(JSONError) in
      switch key {
      case "Test":
        try reader.arrayOrSkip { reader throws(JSONError) in
          let word = try reader.textOrSkip()?.string ?? ""
          test = test ?? word
        }
      case "Interval": try Self.replace(&healthcheck.interval, &reader)
      case "Timeout": try Self.replace(&healthcheck.timeout, &reader)
      case "StartPeriod": try Self.replace(&healthcheck.startPeriod, &reader)
      case "Retries":
        var retries = Int64(healthcheck.retries)
        try Self.replace(&retries, &reader)
        healthcheck.retries = Int(retries)
      default: break
      }
    }
    guard let test, !test.isEmpty, test != "NONE" else { return nil }
    self = healthcheck
  }

  /// 0 means the default.
  private static func replace(_ value: inout Int64, _ reader: inout JSONReader) throws(JSONError) {
    if let given = try reader.integerOrSkip(), given > 0 { value = given }
  }
}
