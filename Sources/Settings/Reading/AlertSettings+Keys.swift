// The keys under `alerts`.
import JSON
import Watch

extension AlertSettings {
  mutating func read(_ section: inout Section, now: Timestamp) {
    let labels = Rule<[AlertLabel]>.list(of: .word, #"such as ["host", "compose_project"]"#)
    section.value("groupBy", labels.withoutDoubles()) { groupBy = $0 }
    section.value("groupWait", .nanoseconds(.zero ... .days(1))) { groupWait = $0 }
    section.value("groupInterval", .nanoseconds(.zero ... .days(1))) { groupInterval = $0 }
    section.value("repeatInterval", .nanoseconds(Self.repeatIntervals)) { repeatInterval = $0 }
    section.value("mute", .list(of: .mute(now: now), #"such as [{"name": ["db-*"]}]"#)) { mutes = $0 }
    section.value("runbookURL", .runbookURL) { runbookURL = $0 }
    section.value("probeOutput", .yesOrNo) { showsProbeOutput = $0 }
    section.section("rules") { section in
      for name in AlertName.allCases {
        section.value(name.rawValue, .alertRule(name)) { rules[name] = $0 }
      }
    }
  }

  /// More often than that is no repetition but a flood.
  fileprivate static var repeatIntervals: ClosedRange<Duration> { .seconds(1) ... .days(365) }
}

extension Rule<AlertRule> {
  /// The settings of one alert; thresholds that its rule does not have are unknown keys.
  fileprivate static func alertRule(_ name: AlertName) -> Rule {
    .object { section in
      var rule = AlertRule.standard(name)
      section.value("enabled", .yesOrNo) { rule.isEnabled = $0 }
      section.value("severity", .word) { rule.severity = $0 }
      section.value("for", .nanoseconds(.zero ... .days(30))) { rule.holdsFor = $0 }
      section.value("repeatInterval", .nanoseconds(AlertSettings.repeatIntervals)) { rule.repeatInterval = $0 }
      if rule.changes != nil { section.value("changes", .count(2...1000)) { rule.changes = $0 } }
      if rule.restarts != nil { section.value("restarts", .count(1...1000)) { rule.restarts = $0 } }
      if rule.window != nil { section.value("window", .nanoseconds(.seconds(1) ... .days(30))) { rule.window = $0 } }
      if rule.margin != nil { section.value("margin", .nanoseconds(.zero ... .days(1))) { rule.margin = $0 } }
      if rule.resolveAfter != nil { section.value("resolveAfter", .nanoseconds(.seconds(1) ... .days(30))) { rule.resolveAfter = $0 } }
      if rule.grace != nil { section.value("grace", .nanoseconds(.zero ... .days(1))) { rule.grace = $0 } }
      return rule
    }
  }
}
