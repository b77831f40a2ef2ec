// The body that receivers of Alertmanager read.

import Testing
import Watch

@testable import Webhooks

@Suite struct AlertmanagerBodyTests {
  private func tree(_ notification: Notification) throws -> JSONTree {
    try JSONTree(ReceiverFormat.alertmanager.bodies(for: notification, in: GoldenBodiesTests.context)[0].bytes)
  }

  @Test func keysAndTypesAreThoseOfVersion4() throws {
    let body = try tree(Sample.one)
    #expect(
      body.keys == [
        "alerts", "commonAnnotations", "commonLabels", "externalURL", "groupKey", "groupLabels", "receiver", "status", "truncatedAlerts",
        "version",
      ])
    #expect(
      body["alerts"][0].keys == ["annotations", "endsAt", "fingerprint", "generatorURL", "labels", "startsAt", "status"])
    #expect(body["version"].string == "4" && body["truncatedAlerts"].int == 0)
    #expect(body["groupLabels"].keys == ["compose_project", "host"])
    #expect(body["alerts"][0]["endsAt"].string == "0001-01-01T00:00:00Z")
  }

  @Test func commonIsWhatAllAlertsShare() throws {
    let body = try tree(Sample.twelve)
    #expect(body["commonLabels"].keys == ["compose_project", "compose_service", "host", "image"])
    #expect(body["commonAnnotations"]["summary"].string == nil)
    #expect(body["commonAnnotations"]["exit_code"].string == "1")
    #expect(body["status"].string == "firing" && body["alerts"].elements.count == 12)
  }

  @Test func resolvedOnesHaveTheirEnd() throws {
    let body = try tree(Sample.onlyResolved)
    #expect(body["status"].string == "resolved")
    #expect(body["alerts"].elements.allSatisfy { $0["endsAt"].string == "2026-01-02T03:05:35.000000000Z" })
  }

  @Test func hostileNamesArePassedOnUnchanged() throws {
    #expect(try tree(Sample.hostile)["alerts"][0]["labels"]["name"].string == Sample.hostileText)
  }
}
