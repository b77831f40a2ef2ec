// Alerts as tests tell of them.

import Watch

/// Notifications that golden files are made of.
enum Sample {
  static let time = Timestamp(seconds: 1_767_323_045)
  static let host = "box.example"

  static func alert(
    _ name: AlertName = .containerUnhealthy, _ container: String = "web-1", severity: Severity = .critical,
    summary: String = "shop/web-1 is unhealthy: 3 probes failed, last said \"connection refused\"",
    description: String = "The health check of web-1 has failed 3 times in a row.", output: String? = nil, image: String = "shop/web:1.4",
    resolved: Bool = false, host: String = Sample.host
  ) -> Alert {
    let labels = AlertLabels(
      alertname: name, host: host, name: container, severity: severity, image: image, composeProject: "shop", composeService: "web")
    let annotations = AlertAnnotations(
      summary: summary, description: description, containerID: ContainerID(String(repeating: "0f", count: 32)), exitCode: 1, restarts: 3,
      healthOutput: output, evidence: "failing streak 3", runbookURL: "https://example.org/docs/\(name.rawValue).md")
    return Alert(labels: labels, annotations: annotations, startsAt: time, endsAt: resolved ? time.advanced(by: 90_000_000_000) : nil)
  }

  static func notification(_ alerts: [Alert]) -> Notification {
    let group = GroupKey(of: alerts.first?.labels ?? alert().labels, by: [.host, .composeProject])
    return Notification(number: 7, webhook: "team", group: group, alerts: alerts, time: time.advanced(by: 5_000_000_000))
  }

  static let one = notification([alert(output: "connection refused")])

  /// Nine firing of every severity, three resolved.
  static let twelve = notification(
    (1...12).map { number in
      let severities: [Severity] = [.info, .warning, .error, .critical]
      return alert(
        number % 2 == 0 ? .containerExited : .containerCrashLooping, "web-\(number)", severity: severities[number % 4],
        summary: "shop/web-\(number) crash-loops: 3 restarts in 10 m", description: "Its last exit was 1 after 4 s.", resolved: number > 9)
    })

  static let onlyResolved = notification([
    alert(resolved: true), alert(.containerExited, "db", severity: .warning, summary: "db exited with 1", resolved: true),
  ])

  /// What a hostile name may hold.
  static let hostileText =
    #""quoted" \back\ @everyone @here <!channel> <@U123> <#C1> `code` ```x``` *b* _i_ ~s~ ||sp|| [link](https://evil.example) "#
    + "<a href=x>&amp; \u{202E}txet\u{202C} \u{200F}\u{200B}\u{2066}x\u{2069} \u{1B}[31m\u{7} 👩‍👩‍👧‍👦🇩🇪 {{summary}} \r\nnext # head"

  static let hostile = notification([
    alert(
      .containerUnhealthy, hostileText, summary: "\(hostileText) is unhealthy", description: hostileText, output: hostileText,
      image: hostileText, host: hostileText)
  ])

  /// 4 kB of UTF-8 that ends in the middle of nothing.
  static let japaneseText = String(String(repeating: "接続が拒否されました。再試行します👨‍👩‍👧。が", count: 80).prefix(1320))
  static let japanese = notification([alert(output: japaneseText)])

  static let all: [(name: String, notification: Notification)] = [
    ("one", one), ("twelve", twelve), ("resolved", onlyResolved), ("hostile", hostile), ("japanese", japanese),
  ]
}
