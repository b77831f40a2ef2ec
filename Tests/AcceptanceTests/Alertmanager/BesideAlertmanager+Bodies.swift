// The bodies, beside those that Alertmanager sends of the same alerts.

import SimulatedEngine
import Testing
import Watch

extension BesideAlertmanager {
  private static let output = "<b>\"no\" & 'never'</b>\\ \u{2028}\t犬 🐕\nsecond line"

  @Test func bodiesAreAlikeKeyByKey() async throws {
    try await SideBySide.run(SideBySide.Times(wait: 1, interval: 1, repeating: 3600), containers: Self.shop) { stage in
      try stage.change {
        // At a full millisecond, so that zeros end its time.
        $0.advance(to: Timestamp(nanoseconds: ($0.now.nanoseconds / 1_000_000 + 1) * 1_000_000))
        try $0.probeNow("shop-web", .bad(Self.output))
        try $0.exit("shop-job", code: 3)
      }
      var differing = try await Self.compare("firing job+ web+", on: stage)
      try stage.change { try $0.start("shop-job") }
      differing.formUnion(try await Self.compare("firing job- web+", on: stage))
      try stage.change { try $0.probeNow("shop-web", .good) }
      differing.formUnion(try await Self.compare("resolved web-", on: stage))
      #expect(differing == Set(Differences.values.map(\.path)))
    }
  }

  private static let shop: @Sendable (inout Engine) throws -> Void = { engine in
    try engine.run("shop-web", SideBySide.service("web", of: "shop", image: "registry.example.com/shop/web:4.2"))
    try engine.probeNow("shop-web", .good)
    var job = SideBySide.service("job", of: "shop")
    job.healthcheck = nil
    try engine.run("shop-job", job)
  }

  /// Has Alertmanager told the alerts of the notification that Dogwatch sends, and compares the two; returns the paths of values that differ.
  private static func compare(_ gist: String, on stage: SideBySide) async throws -> Set<String> {
    let ours = try await body(gist, from: .dogwatch, on: stage)
    try await stage.alertmanager.push(ours["alerts"].array.map(SideBySide.pushable))
    let theirs = try await body(gist, from: .alertmanager, on: stage)
    #expect(shape(of: ours) == shape(of: theirs), "\(gist)")
    let theirValues = leaves(of: theirs)
    let differing = leaves(of: ours).compactMap { path, value -> String? in
      guard let theirs = theirValues[path], theirs != value else { return nil }
      return withoutZeros(value) == theirs ? "times" : path.replacing(/\[[^\]]*\]/, with: "[]")
    }
    let isInOrder = ours["alerts"].array.map { $0["labels"] } == theirs["alerts"].array.map { $0["labels"] }
    return Set(differing + (isInOrder ? [] : ["alerts"]))
  }

  /// A time without the zeros at the end of its fraction.
  private static func withoutZeros(_ value: JSONValue) -> JSONValue? {
    value.string?.wholeMatch(of: /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d*?)0+Z/).map { .string("\($0.1)\($0.2 == "." ? "" : $0.2)Z") }
  }

  private static func body(_ gist: String, from side: SideBySide.Side, on stage: SideBySide) async throws -> JSONValue {
    var found: Heard?
    try await stage.wait(for: "\(gist) from \(side)") {
      found = stage.heard(from: side, of: "shop").last { $0.gist == gist }
      return found != nil
    }
    return found?.json ?? .null
  }

  /// Every key with its path and the type of its value; of a list, what its elements have.
  private static func shape(of value: JSONValue, at path: String = "$") -> Set<String> {
    switch value {
    case .null: ["\(path): null"]
    case .bool: ["\(path): bool"]
    case .number: ["\(path): number"]
    case .string: ["\(path): string"]
    case .array(let elements): elements.reduce(into: ["\(path): array"]) { $0.formUnion(shape(of: $1, at: "\(path)[]")) }
    case .object(let members): members.reduce(into: ["\(path): object"]) { $0.formUnion(shape(of: $1.value, at: "\(path).\($1.key)")) }
    }
  }

  /// Every value that is no list or object, by its path; the alerts by their names.
  private static func leaves(of value: JSONValue, at path: String = "") -> [String: JSONValue] {
    func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch value {
    case .object(let members):
      return members.reduce(into: [:]) { $0.merge(leaves(of: $1.value, at: below($1.key))) { $1 } }
    case .array(let elements):
      return elements.reduce(into: [:]) { $0.merge(leaves(of: $1, at: "\(path)[\($1["labels"]["alertname"])]")) { $1 } }
    default: return [path: value]
    }
  }
}
