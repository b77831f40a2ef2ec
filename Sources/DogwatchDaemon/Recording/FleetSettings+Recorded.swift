// What the core was told by the configuration when a recording was made: without it a replay would judge by other rules.

import JSON
import Watch

extension FleetSettings: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      json.array("include") { json in
        for selector in selection.include { selector.record(to: &json) }
      }
      json.array("exclude") { json in
        for selector in selection.exclude { selector.record(to: &json) }
      }
      json.member("containerLabels", containerLabels)
      json.member("removedRetention", removedRetention)
      json.member("historyRetention", historyRetention)
      json.member("reconcileInterval", reconcileInterval)
      json.member("crashLoopRestarts", crashLoopRestarts)
      json.member("crashLoopWindow", crashLoopWindow)
      json.member("flappingChanges", flappingChanges)
      json.member("flappingWindow", flappingWindow)
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    self.init()
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "include": selection.include = try Self.selectors(&reader)
      case "exclude": selection.exclude = try Self.selectors(&reader)
      case "containerLabels": containerLabels = try reader.elements { reader throws(JSONError) in try reader.string() }
      case "removedRetention": removedRetention = try Self.duration(key, &reader)
      case "historyRetention": historyRetention = try Self.duration(key, &reader)
      case "reconcileInterval": reconcileInterval = try Self.duration(key, &reader)
      case "crashLoopRestarts": crashLoopRestarts = try Self.threshold(key, &reader)
      case "crashLoopWindow": crashLoopWindow = try Self.duration(key, &reader)
      case "flappingChanges": flappingChanges = try Self.threshold(key, &reader)
      case "flappingWindow": flappingWindow = try Self.duration(key, &reader)
      default: break
      }
    }
  }

  /// A recording may be anybody's: by what no configuration allows nothing can be reckoned.
  private static func duration(_ key: JSONText, _ reader: inout JSONReader) throws(JSONError) -> Int64 {
    let nanoseconds = try reader.int64()
    guard nanoseconds >= 0 else { throw reader.rejection("\"\(key.string)\" is less than 0") }
    return nanoseconds
  }

  private static func threshold(_ key: JSONText, _ reader: inout JSONReader) throws(JSONError) -> Int {
    let count = try reader.int()
    guard count >= 1 else { throw reader.rejection("\"\(key.string)\" is less than 1") }
    return count
  }

  private static func selectors(_ reader: inout JSONReader) throws(JSONError) -> [ContainerSelector] {
    try reader.elements { reader throws(JSONError) in try ContainerSelector(recorded: &reader) }
  }
}

extension ContainerSelector: Recorded {
  func record(to json: inout JSONWriter) {
    json.object { json in
      switch self {
      case .name(let glob): json.member("name", glob.pattern)
      case .image(let glob): json.member("image", glob.pattern)
      case .label(let key): json.member("label", key)
      case .labelValue(let key, let glob):
        json.member("label", key)
        json.member("value", glob.pattern)
      }
    }
  }

  init(recorded reader: inout JSONReader) throws(JSONError) {
    var selector: ContainerSelector?
    var label: String?
    var value: String?
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "name": selector = .name(Glob(try reader.string()))
      case "image": selector = .image(Glob(try reader.string()))
      case "label": label = try reader.string()
      case "value": value = try reader.string()
      default: break
      }
    }
    if let label { selector = value.map { .labelValue(label, Glob($0)) } ?? .label(label) }
    self = try reader.need(selector, "name, image or label")
  }
}
