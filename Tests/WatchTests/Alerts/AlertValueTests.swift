// The values that alerts are made of.

import Testing
import Watch

@Suite struct AlertValueTests {
  private let labels = AlertLabels(
    alertname: .containerUnhealthy, host: "box", name: "shop-web-1", severity: .critical, image: "nginx", composeProject: "shop",
    composeService: "web")

  @Test func fingerprintIsThatOfPrometheusOverTheIdentity() {
    // FNV-1a 64 over "alertname\u{FF}ContainerUnhealthy\u{FF}host\u{FF}box\u{FF}name\u{FF}shop-web-1\u{FF}", made with another implementation.
    #expect(Fingerprint(labels).text == "cbda9ba5ee620392")
    #expect(Fingerprint(Fingerprint(labels).text) == Fingerprint(labels))
    #expect(Fingerprint("xyz") == nil)
  }

  @Test func severityAndImageAreNoPartOfTheIdentity() {
    var other = labels
    other.severity = .info
    other.image = "nginx:2"
    #expect(Fingerprint(other) == Fingerprint(labels))
    other.host = "other"
    #expect(Fingerprint(other) != Fingerprint(labels))
  }

  @Test func labelsAndAnnotationsSurviveTheirLists() {
    #expect(AlertLabels(pairs: labels.pairs) == labels)
    #expect(labels.pairs.map(\.label) == labels.pairs.map(\.label).sorted())
    #expect(AlertLabels(pairs: []) == nil)
    let annotations = AlertAnnotations(
      summary: "s", description: "d", containerID: ContainerID("abc"), exitCode: 0, outcome: .failed, restarts: 3, healthOutput: "o",
      evidence: "e", runbookURL: "u")
    #expect(AlertAnnotations(pairs: annotations.pairs) == annotations)
    #expect(AlertAnnotations(pairs: []) == AlertAnnotations(summary: ""))
  }

  @Test func groupKeyIsWrittenAsAlertmanagerDoes() {
    #expect(GroupKey(of: labels, by: [.host, .composeProject, .webhook]).text == #"{}:{compose_project="shop", host="box"}"#)
    #expect(GroupKey(labels: []).text == "{}:{}")
    let hostile = GroupKey(labels: [AlertLabels.Pair(label: .host, value: "a\"b\\c\n\u{1}é")])
    #expect(hostile.text == #"{}:{host="a\"b\\c\n\x01é"}"#)
  }

  @Test func severitiesAreOrdered() {
    #expect(Severity.allCases.sorted(by: >) == [.critical, .error, .warning, .info])
  }

  @Test func matchNeedsEveryLabelAndOneOfItsGlobs() {
    func matches(_ globs: [AlertLabel: [String]]) -> Bool { LabelMatch(globs.mapValues { $0.map { Glob($0) } }).matches(labels) }
    #expect(matches([:]))
    #expect(matches([.severity: ["warning", "crit*"], .name: ["*web*"]]))
    #expect(!matches([.severity: ["critical"], .name: ["db"]]))
    #expect(matches([.webhook: [""]]))
    #expect(!matches([.webhook: ["?*"]]))
  }

  @Test func standardRulesAreThoseOfTheTable() {
    let critical = AlertName.allCases.filter { AlertRule.standard($0).severity == .critical }.map(\.rawValue)
    #expect(
      critical == [
        "ContainerUnhealthy", "ContainerCrashLooping", "ContainerRestartsExhausted", "ContainerRestartFailed", "ContainerStartFailed",
        "ContainerNotRestored", "EngineUnreachable", "DogwatchStoreFailing", "DogwatchDeliveryFailing",
      ])
    #expect(AlertName.allCases.allSatisfy { AlertRule.standard($0).isEnabled })
  }
}
