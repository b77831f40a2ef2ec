// A container's health and health check in a recording; a probe's output is in it as the engine tells it.

import JSON
import Watch

extension HealthReport: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("status", status.rawValue)
      json.member("failingStreak", failingStreak)
      if let lastProbe { json.member("lastProbe", lastProbe) }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var status: Health?
    var failingStreak = 0
    var lastProbe: Probe?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "status": status = try reader.word()
      case "failingStreak": failingStreak = try reader.int()
      case "lastProbe": lastProbe = try Probe(recorded: &reader)
      default: break
      }
    }
    self.init(status: try reader.need(status, "status"), failingStreak: failingStreak, lastProbe: lastProbe)
  }
}

extension HealthReport.Probe: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      if let start { json.member("start", start) }
      if let end { json.member("end", end) }
      json.member("exitCode", exitCode)
      json.member("output", output)
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    self.init(exitCode: 0, output: "")
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "start": start = try reader.time()
      case "end": end = try reader.time()
      case "exitCode": exitCode = try reader.int()
      case "output": output = try reader.string()
      default: break
      }
    }
  }
}

extension Healthcheck: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("interval", interval)
      json.member("timeout", timeout)
      json.member("startPeriod", startPeriod)
      json.member("retries", retries)
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var check = Healthcheck()
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "interval": check.interval = try reader.int64()
      case "timeout": check.timeout = try reader.int64()
      case "startPeriod": check.startPeriod = try reader.int64()
      case "retries": check.retries = try reader.count()
      default: break
      }
    }
    self.init(interval: check.interval, timeout: check.timeout, startPeriod: check.startPeriod, retries: check.retries)
  }
}
