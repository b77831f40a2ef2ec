// A container as inspect describes it, in a recording: what the core reads of it, its labels included, its environment not.

import JSON
import Watch

extension Inspection: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("id", id.text)
      json.member("name", name.recorded)
      json.member("image", image)
      json.member("state", state)
      json.member("restartCount", restartCount)
      json.member("restartPolicy", restartPolicy)
      json.member("autoRemove", autoRemove)
      if let stopSignal { json.member("stopSignal", stopSignal) }
      if let stopTimeout { json.member("stopTimeout", stopTimeout) }
      if let memoryLimit { json.member("memoryLimit", memoryLimit) }
      json.member("attachStdin", attachStdin)
      if let healthcheck { json.member("healthcheck", healthcheck) }
      json.object("labels") { json in
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) { json.member(key, value) }
      }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var state: State?
    var policy: RestartPolicy?
    var container = Inspection(
      id: ContainerID(""), name: ContainerName(""), image: "", state: State(status: .created), restartCount: 0, restartPolicy: .no)
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "id": container.id = ContainerID(try reader.string())
      case "name": container.name = ContainerName(try reader.string())
      case "image": container.image = try reader.string()
      case "state": state = try State(recorded: &reader)
      case "restartCount": container.restartCount = try reader.count()
      case "restartPolicy": policy = try RestartPolicy(recorded: &reader)
      case "autoRemove": container.autoRemove = try reader.bool()
      case "stopSignal": container.stopSignal = try reader.int()
      case "stopTimeout": container.stopTimeout = try reader.count()
      case "memoryLimit": container.memoryLimit = try reader.int64()
      case "attachStdin": container.attachStdin = try reader.bool()
      case "healthcheck": container.healthcheck = try Healthcheck(recorded: &reader)
      case "labels":
        try reader.object { key, reader throws(JSONError) in container.labels[key.string] = try reader.string() }
      default: break
      }
    }
    container.state = try reader.need(state, "state")
    container.restartPolicy = try reader.need(policy, "restartPolicy")
    self = container
  }
}

extension Inspection.State: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("status", status.rawValue)
      json.member("exitCode", exitCode)
      json.member("error", error)
      json.member("oomKilled", oomKilled)
      if let startedAt { json.member("startedAt", startedAt) }
      if let finishedAt { json.member("finishedAt", finishedAt) }
      if let health { json.member("health", health) }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var status: ContainerState?
    var state = Self(status: .created)
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "status": status = try reader.word()
      case "exitCode": state.exitCode = try reader.count()
      case "error": state.error = try reader.string()
      case "oomKilled": state.oomKilled = try reader.bool()
      case "startedAt": state.startedAt = try reader.time()
      case "finishedAt": state.finishedAt = try reader.time()
      case "health": state.health = try HealthReport(recorded: &reader)
      default: break
      }
    }
    state.status = try reader.need(status, "status")
    self = state
  }
}

extension RestartPolicy: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      if case .onFailure(let count) = self { json.member("maximumRetryCount", count) }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var name = ""
    var count = 0
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "name": name = try reader.string()
      case "maximumRetryCount": count = try reader.count()
      default: break
      }
    }
    let policies: [RestartPolicy] = [.no, .always, .unlessStopped, .onFailure(maximumRetryCount: count)]
    self = try reader.need(policies.first { $0.name == name }, "a known restart policy")
  }
}
