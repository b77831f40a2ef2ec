// `Config` of inspect: what the container was made of.

import JSON
import Watch

/// The fields of `Config` that Dogwatch needs.
struct InspectedConfig {
  var image = ""
  var stopSignal: Int?
  var stopTimeout: Int?
  var attachStdin = false
  var healthcheck: Healthcheck?
  var labels: [String: String] = [:]

  init() {}

  init(_ reader: inout JSONReader) throws(JSONError) {
    try reader.objectOrSkip { key, reader throws(JSONError) in
      switch key {
      case "Image": image = try reader.textOrSkip()?.string ?? ""
      case "StopSignal": stopSignal = try reader.textOrSkip().flatMap { SignalNumber.parse($0.string) }
      case "StopTimeout": stopTimeout = try reader.integerOrSkip().map { Int($0) }
      case "AttachStdin": attachStdin = try reader.boolOrSkip()
      case "Healthcheck": healthcheck = try Healthcheck(&reader)
      case "Labels":
        try reader.objectOrSkip { key, reader throws(JSONError) in
          if let value = try reader.textOrSkip() { labels[key.string] = value.string }
        }
      default: break
      }
    }
  }
}
