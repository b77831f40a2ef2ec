import Exposition
import Testing
import Watch

@testable import Endpoints

@Suite struct AlertMetricsTests {
  private let metrics = DaemonMetrics(version: "1")

  private func lines(_ family: String) -> [String] {
    FleetSnapshot.empty.scraped(.text, metrics).split(separator: "\n").map(String.init).filter { $0.hasPrefix("dogwatch_\(family)") }
  }

  @Test func everyAlertIsThereFromTheStart() {
    #expect(lines("alerts_firing").count == AlertName.allCases.count)
    #expect(lines("alerts_firing").allSatisfy { $0.hasSuffix(" 0") })
    #expect(lines("alerts_firing").contains(#"dogwatch_alerts_firing{alertname="ContainerExited",severity="warning"} 0"#))
  }

  @Test func firingAlertsAreCountedByNameAndSeverity() {
    metrics.alertsFiring([.exited("a"), .exited("b"), .exited("c", severity: .critical)])
    #expect(lines("alerts_firing").contains(#"dogwatch_alerts_firing{alertname="ContainerExited",severity="warning"} 2"#))
    #expect(lines("alerts_firing").contains(#"dogwatch_alerts_firing{alertname="ContainerExited",severity="critical"} 1"#))
    metrics.alertsFiring([])
    #expect(lines("alerts_firing").allSatisfy { $0.hasSuffix(" 0") })
  }

  @Test func seriesOfAWebhookAreThereFromTheStart() {
    #expect(lines("webhook_").isEmpty)
    metrics.webhooks(["chat"])
    #expect(lines("webhook_attempts_total").count == AttemptCode.allCases.count)
    #expect(lines("webhook_notifications_total").count == DeliveryResult.allCases.count)
    #expect(lines("webhook_queue_length") == [#"dogwatch_webhook_queue_length{webhook="chat"} 0"#])
    #expect(lines("webhook_queue_oldest").isEmpty)
  }

  @Test func deliveriesAreCounted() {
    metrics.webhooks(["chat", "pager"])
    metrics.webhookAttempt("chat", .serverError, seconds: 0.02)
    metrics.webhookAttempt("chat", .success, seconds: 0.3)
    metrics.webhookNotification("chat", .delivered)
    metrics.webhookQueue("pager", QueueFigures(length: 3, oldest: .at(60)))
    #expect(lines("webhook_attempts_total").contains(#"dogwatch_webhook_attempts_total{webhook="chat",code="5xx"} 1"#))
    #expect(lines("webhook_attempts_total").contains(#"dogwatch_webhook_attempts_total{webhook="pager",code="2xx"} 0"#))
    #expect(lines("webhook_notifications_total").contains(#"dogwatch_webhook_notifications_total{webhook="chat",result="delivered"} 1"#))
    #expect(
      lines("webhook_duration_seconds_count") == [
        #"dogwatch_webhook_duration_seconds_count{webhook="chat"} 2"#, #"dogwatch_webhook_duration_seconds_count{webhook="pager"} 0"#,
      ])
    #expect(lines("webhook_queue_length").contains(#"dogwatch_webhook_queue_length{webhook="pager"} 3"#))
    #expect(lines("webhook_queue_oldest") == [#"dogwatch_webhook_queue_oldest_timestamp_seconds{webhook="pager"} 1767225660"#])
  }

  @Test func aStoreThatFailsIsUnhealthyUntilItIsWritten() {
    #expect(lines("store_healthy") == ["dogwatch_store_healthy 1"])
    metrics.storeFailed()
    metrics.storeFailed()
    #expect(lines("store_") == ["dogwatch_store_healthy 0", "dogwatch_store_errors_total 2"])
    metrics.storeWritten()
    #expect(lines("store_healthy") == ["dogwatch_store_healthy 1"])
  }
}

extension Alert {
  /// `ContainerExited` of a container.
  static func exited(_ name: String, severity: Severity = .warning) -> Alert {
    Alert(
      labels: AlertLabels(alertname: .containerExited, host: "box", name: name, severity: severity, image: "img"),
      annotations: AlertAnnotations(summary: "\(name) failed", exitCode: 1, outcome: .failed), startsAt: .at(0))
  }
}
