// `State.Health` of inspect (moby api/types/container/health.go).

import JSON
import Watch

extension HealthReport {
  /// Reads a report; nil when it says that there is no health check.
  init?(_ reader: inout JSONReader) throws(JSONError) {
    var status = Health.none
    var failingStreak: Int64 = 0
    var lastProbe: Probe?
    try reader.objectOrSkip { key, reader throws(JSONError) in
      switch key {
      case "Status": status = Health(engineWord: try reader.textOrSkip()?.string ?? "")
      case "FailingStreak": failingStreak = try reader.integerOrSkip() ?? 0
      case "Log": try reader.arrayOrSkip { reader throws(JSONError) in lastProbe = try Probe(&reader) }
      default: break
      }
    }
    guard status != .none else { return nil }
    self.init(status: status, failingStreak: Int(failingStreak), lastProbe: lastProbe)
  }
}

extension HealthReport.Probe {
  fileprivate init(_ reader: inout JSONReader) throws(JSONError) {
    var probe = HealthReport.Probe(exitCode: 0, output: "")
    try reader.objectOrSkip { key, reader throws(JSONError) in
      switch key {
      case "Start": probe.start = try reader.timeOrSkip()
      case "End": probe.end = try reader.timeOrSkip()
      case "ExitCode": probe.exitCode = Int(try reader.integerOrSkip() ?? 0)
      case "Output": probe.output = try reader.textOrSkip()?.string ?? ""
      default: break
      }
    }
    self = probe
  }
}
