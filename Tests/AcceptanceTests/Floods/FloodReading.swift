// What a person is told when very many containers are in trouble at once.

import Foundation
import Testing

/// The one alert that fires for so many.
struct FloodReading {
  var alertname: String
  var count: Int

  /// Receivers with the limits that are stated for them, and one that gets everything.
  static let formats = ["alertmanager", "slack", "discord", "teams", "ntfy"]

  /// Bytes that the receivers take (docs/webhooks.md); more is refused or cut by them.
  private static let limits = ["slack": 200_000, "discord": 100_000, "teams": 28 << 10, "ntfy": 8192]

  /// Waits until everybody has been told of all, and reads how.
  func expect(at stage: FloodStage) async throws {
    try await eventually(
      "\(alertname) firing \(count) times", within: .seconds(120),
      read: {
        try await stage.dogwatch.scrape().all("dogwatch_alerts_firing", ["alertname": alertname]).reduce(0) { $0 + $1.value }
      }, until: { $0 == Double(count) })
    guard let whole = stage.receivers["alertmanager"] else { return }
    try await eventually(
      "\(count) told", within: .seconds(180), read: { whole.told.count { $0.alertname == alertname && $0.status == "firing" } },
      until: { $0 == count })
    try await eventually("the last word everywhere", within: .seconds(120)) {
      try await stage.dogwatch.scrape().all("dogwatch_webhook_queue_length").allSatisfy { $0.value == 0 }
    }
    for (format, receiver) in stage.receivers {
      let requests = receiver.requests
      // The first when the group's wait is over, one more for those that came later in each interval.
      #expect(requests.count <= 6, "\(requests.count) notifications at \(format)")
      for request in requests {
        #expect(request.body.count <= Self.limits[format] ?? .max, "\(request.body.count) bytes at \(format)")
      }
      if format != "alertmanager" {
        let texts = requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(texts.last?.contains(/and [0-9]+ more/) == true, "\(format): \(texts.last?.prefix(4000) ?? "nothing")")
      }
    }
    print("\(alertname): " + stage.receivers.map { "\($0.key) \($0.value.requests.count)" }.sorted().joined(separator: ", "))
  }
}
