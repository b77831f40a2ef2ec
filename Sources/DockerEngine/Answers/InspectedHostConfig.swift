// `HostConfig` of inspect: what the engine does with the container.

import JSON
import Watch

/// The fields of `HostConfig` that Dogwatch needs.
struct InspectedHostConfig {
  var restartPolicy = RestartPolicy.no
  var autoRemove = false
  var memoryLimit: Int64?

  init() {}

  init(_ reader: inout JSONReader) throws(JSONError) {
    try reader.objectOrSkip { key, reader throws(JSONError) in
      switch key {
      case "RestartPolicy": restartPolicy = try RestartPolicy(&reader)
      case "AutoRemove": autoRemove = try reader.boolOrSkip()
      case "Memory": memoryLimit = try reader.integerOrSkip().flatMap { $0 > 0 ? $0 : nil }
      default: break
      }
    }
  }
}

extension RestartPolicy {
  /// No name, an empty one, or one unknown to us is `no` (moby api/types/container/hostconfig.go: `IsNone`).
  fileprivate init(_ reader: inout JSONReader) throws(JSONError) {
    var name = ""
    var maximumRetryCount: Int64 = 0
    try reader.objectOrSkip { key, reader throws(JSONError) in
      switch key {
      case "Name": name = try reader.textOrSkip()?.string ?? ""
      case "MaximumRetryCount": maximumRetryCount = try reader.integerOrSkip() ?? 0
      default: break
      }
    }
    switch name {
    case "always": self = .always
    case "unless-stopped": self = .unlessStopped
    case "on-failure": self = .onFailure(maximumRetryCount: max(0, Int(maximumRetryCount)))
    default: self = .no
    }
  }
}
