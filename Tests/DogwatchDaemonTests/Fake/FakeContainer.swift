// A container of the fake engine.

import Watch

/// What list and inspect say of a container.
struct FakeContainer: Sendable {
  var id: String
  var name: String
  var state = "running"
  var exitCode = 0
  var policy = "no"
  var restartCount = 0
  var startedAt = Timestamp(seconds: 1_700_000_000)
  var finishedAt: Timestamp?

  init(_ name: String, number: Int = 1) {
    self.name = name
    let digits = String(number, radix: 16)
    id = String(repeating: "a", count: 64 - digits.count) + digits
  }

  var row: String { #"{"Id":"\#(id)","Names":["/\#(name)"],"Image":"box","State":"\#(state)","Status":"Up"}"# }

  var inspection: String {
    let running = state == "running"
    return """
      {"Id":"\(id)","Name":"/\(name)","RestartCount":\(restartCount),"State":{"Status":"\(state)","Running":\(running),"Paused":false,"Restarting":false,\
      "OOMKilled":false,"Dead":false,"ExitCode":\(exitCode),"Error":"","StartedAt":"\(startedAt.rfc3339)",\
      "FinishedAt":"\(finishedAt?.rfc3339 ?? "0001-01-01T00:00:00Z")"},"Config":{"Image":"box","Labels":{}},\
      "HostConfig":{"RestartPolicy":{"Name":"\(policy)","MaximumRetryCount":0}}}
      """
  }

  /// A line of the stream about it.
  func line(_ action: String, at time: Timestamp, attributes: [String: String] = [:]) -> String {
    var texts = #""name":"\#(name)","image":"box""#
    for (key, value) in attributes.sorted(by: { $0.key < $1.key }) { texts += #","\#(key)":"\#(value)""# }
    return #"{"Type":"container","Action":"\#(action)","Actor":{"ID":"\#(id)","Attributes":{\#(texts)}},"scope":"local","#
      + #""time":\#(time.nanoseconds / 1_000_000_000),"timeNano":\#(time.nanoseconds)}"#
  }
}
