import JSON
import Testing
import Watch

@testable import Settings

/// Webhooks, heartbeat and alerts: every key reaches its setting.
@Suite struct WebhookSettingsTests {
  private func webhooks(_ entries: String) throws -> Settings {
    try settings("{\"webhooks\": [\(entries)]}", environment: credentials)
  }

  @Test func defaultsAreThoseOfTheSpecification() throws {
    let found = try webhooks(#"{"name": "chat", "url": "https://Hooks.Example.com:8443/T/B?x=1"}"#)
    let webhook = try #require(found.webhooks.first)
    #expect(webhook.format == .alertmanager)
    #expect(webhook.url.revealed == "https://Hooks.Example.com:8443/T/B?x=1")
    #expect(webhook.url.origin == "https://hooks.example.com:8443")
    #expect(webhook.headers.isEmpty)
    #expect(webhook.routingKey == nil && webhook.signingSecret == nil && webhook.ca == nil && webhook.body == nil)
    #expect(webhook.timeout == .seconds(10))
    #expect(webhook.maxAge == .seconds(86_400))
    #expect(found.alerts.webhooks == [WebhookRoute(name: "chat")])
    #expect(found.heartbeat == nil)
  }

  @Test func linesOfAHeadersFileMayEndAsOnWindows() throws {
    let found = try webhooks(#"{"name": "chat", "url": "https://hooks.example.com", "headersFile": "headers-crlf"}"#)
    #expect(found.webhooks[0].headers.map(\.name) == ["X-Token", "X-Other"])
    #expect(found.webhooks[0].headers.map(\.value.revealed) == ["s3cr3t", "s3cr3t"])
  }

  @Test func everyKeyOfAWebhookReachesItsSetting() throws {
    let found = try webhooks(
      """
      {
        "name": "own.receiver-1", "format": "custom", "urlFile": "chat-url", "headers": {"X-Source": "dogwatch", "Authorization": "Basic s3cr3t"},
        "headersFile": "headers", "signingSecretFile": "signing-secret", "tls": {"ca": "cert.pem"}, "sendResolved": false, "timeout": "3s",
        "maxAge": "1h", "body": {"text": ["{{summary}}", 7]},
        "match": {"severity": ["critical"], "name": ["web-*", "db"], "compose_project": [""], "alertname": ["*"]}
      },
      {"name": "on-call", "format": "pagerduty", "url": "https://events.pagerduty.com/v2/enqueue", "routingKeyFile": "routing-key"}
      """)
    let webhook = try #require(found.webhooks.first)
    #expect(webhook.format == .custom)
    #expect(webhook.url.revealed == "https://hooks.example.com/services/s3cr3t")
    #expect(webhook.headers.map(\.name) == ["X-Source", "Authorization", "X-Token", "X-Other"])
    #expect(webhook.headers.map(\.value.revealed) == ["dogwatch", "Basic s3cr3t", "s3cr3t", "s3cr3t"])
    #expect(webhook.signingSecret?.revealed.hasPrefix("whsec_") == true)
    #expect(webhook.ca == credential("cert.pem"))
    #expect(webhook.timeout == .seconds(3))
    #expect(webhook.maxAge == .seconds(3600))
    #expect(webhook.body?.tree["text"]?.elements?.count == 2)
    #expect(found.webhooks[1].routingKey?.revealed == "s3cr3trouting0key")
    let route = found.alerts.webhooks[0]
    #expect(route.name == "own.receiver-1")
    #expect(!route.sendsResolved)
    #expect(
      route.match.globs == [
        .severity: [Glob("critical")], .name: [Glob("web-*"), Glob("db")], .composeProject: [Glob("")], .alertname: [Glob("*")],
      ])
    #expect(found.alerts.webhooks[1] == WebhookRoute(name: "on-call"))
  }

  @Test func heartbeatHasItsAddressAndInterval() throws {
    let found = try settings(#"{"heartbeat": {"urlFile": "chat-url"}}"#, environment: credentials).heartbeat
    #expect(found?.url.revealed == "https://hooks.example.com/services/s3cr3t")
    #expect(found?.interval == .seconds(60))
    #expect(try settings(#"{"heartbeat": {"url": "http://[::1]:80", "interval": "5s"}}"#).heartbeat?.interval == .seconds(5))
  }

  @Test func everyKeyOfAlertsReachesItsSetting() throws {
    let found = try settings(
      """
      {
        "host": "rack-7",
        "alerts": {
          "groupBy": ["alertname", "compose_service"], "groupWait": "0s", "groupInterval": "0s", "repeatInterval": "12h",
          "mute": [{"name": ["db"], "until": "2099-01-01T00:00:00+01:00"}, {"host": ["rack-?"]}],
          "runbookURL": "https://wiki.example.com/{{alertname}}?x=1#top", "probeOutput": false,
          "rules": {
            "ContainerCrashLooping": {"enabled": false, "severity": "error", "for": "1m", "repeatInterval": "1h", "restarts": 7, "window": "1h"},
            "ContainerHealthFlapping": {"changes": 6}, "ContainerHealthStuckStarting": {"margin": "1m"},
            "ContainerOOMKilled": {"resolveAfter": "1h"}, "ContainerNotRestored": {"grace": "5m"}
          }
        }
      }
      """
    ).alerts
    let second = FleetSettings.second
    #expect(found.host == "rack-7")
    #expect(found.groupBy == [.alertname, .composeService])
    #expect(found.groupWait == 0 && found.groupInterval == 0 && found.repeatInterval == 43_200 * second)
    #expect(
      found.mutes == [
        Mute(match: LabelMatch([.name: [Glob("db")]]), until: Timestamp(rfc3339: "2098-12-31T23:00:00Z")),
        Mute(match: LabelMatch([.host: [Glob("rack-?")]])),
      ])
    #expect(found.runbookURL == "https://wiki.example.com/{{alertname}}?x=1#top")
    #expect(!found.showsProbeOutput)
    #expect(
      found[.containerCrashLooping]
        == AlertRule(
          isEnabled: false, severity: .error, holdsFor: 60 * second, repeatInterval: 3600 * second, window: 3600 * second, restarts: 7))
    #expect(found[.containerHealthFlapping].changes == 6 && found[.containerHealthFlapping].window == 900 * second)
    #expect(found[.containerHealthStuckStarting].margin == 60 * second)
    #expect(found[.containerOOMKilled].resolveAfter == 3600 * second)
    #expect(found[.containerNotRestored].grace == 300 * second)
    #expect(found[.containerUnhealthy] == .standard(.containerUnhealthy))
  }

  @Test func muteIsOverAtItsTimeOnly() throws {
    let text = Array(#"{"alerts": {"mute": [{"name": ["db"], "until": "2026-01-01T00:00:00Z"}]}}"#.utf8)
    let until = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
    for (now, warnings) in [(until.advanced(by: -1), 0), (until, 1)] {
      #expect(try Settings.parse(text, name: "c", environment: [:], now: now).warnings.count == warnings)
    }
  }
}
