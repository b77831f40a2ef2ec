// One notification as it is compared.

/// Who sent it, of which group, and what it says of whom.
struct Heard: Sendable, CustomStringConvertible {
  let side: SideBySide.Side
  /// The compose project.
  let group: String
  let groupKey: String
  /// The status and who fires (+) and has resolved (-), such as `firing a+ b-`; the names without the group's.
  let gist: String
  /// Which alerts, by name and container.
  let subjects: Set<String>
  let arrivedAt: ContinuousClock.Instant
  let json: JSONValue

  init(_ request: AlertReceiver.Request) {
    json = request.json
    side = request.headers["user-agent"]?.hasPrefix("Alertmanager/") == true ? .alertmanager : .dogwatch
    let group = json["groupLabels"]["compose_project"].string ?? ""
    let names = json["alerts"].array.map { alert in
      (alert["labels"]["name"].string ?? "?").replacing("\(group)-", with: "") + (alert["status"].string == "firing" ? "+" : "-")
    }
    gist = ([json["status"].string ?? "?"] + names.sorted()).joined(separator: " ")
    subjects = Set(json["alerts"].array.map { "\($0["labels"]["alertname"]) \($0["labels"]["name"])" })
    groupKey = json["groupKey"].string ?? "?"
    arrivedAt = request.arrivedAt
    self.group = group
  }

  var description: String { "\(side) \(group): \(gist)" }
}
