import Settings
import Testing
import Watch

@Suite struct SettingsChangesTests {
  @Test func nothingChangedIsNothing() throws {
    let same = try settings(#"{"log": {"level": "debug"}, "webhooks": [{"name": "a", "url": "https://h/x"}]}"#)
    let changes = SettingsChanges(from: same, to: same)
    #expect(changes.applied.isEmpty && changes.waiting.isEmpty)
    #expect(changes.effective == same)
  }

  /// Each key is told under its name; together they are the whole configuration.
  @Test(arguments: [
    (#"{"engine": {"requestTimeout": "1s", "reconcileInterval": "1s"}}"#, ["engine.requestTimeout", "engine.reconcileInterval"]),
    (#"{"http": {"bearerTokenFile": "token", "externalURL": "https://d.example.com"}}"#, ["http.bearerTokenFile", "http.externalURL"]),
    (#"{"http": {"tls": {"cert": "cert.pem", "key": "key.pem"}}}"#, ["http.tls"]),
    (#"{"state": {"historyRetention": "1d"}}"#, ["state.historyRetention"]),
    (#"{"watch": {"include": [{"name": "a"}], "exclude": [{"name": "b"}]}}"#, ["watch.include", "watch.exclude"]),
    (
      #"{"metrics": {"containerLabels": ["a"], "removedRetention": "1m"}}"#, ["metrics.containerLabels", "metrics.removedRetention"]
    ),
    (
      #"{"alerts": {"groupBy": [], "groupWait": "1s", "groupInterval": "1s", "repeatInterval": "1h", "mute": [{"name": ["a"]}]}}"#,
      ["alerts.groupBy", "alerts.groupWait", "alerts.groupInterval", "alerts.repeatInterval", "alerts.mute"]
    ),
    (
      #"{"alerts": {"runbookURL": "https://w/", "probeOutput": false, "rules": {"ContainerExited": {"enabled": false}}}}"#,
      ["alerts.runbookURL", "alerts.probeOutput", "alerts.rules"]
    ),
    (#"{"heartbeat": {"url": "https://h/"}}"#, ["heartbeat"]), (#"{"webhooks": [{"name": "a", "url": "https://h/"}]}"#, ["webhooks"]),
    (#"{"log": {"level": "debug"}}"#, ["log.level"]),
  ])
  func whatCanChangeTakesEffectAtOnce(_ text: String, _ keys: [String]) throws {
    let new = try settings(text, environment: credentials)
    let changes = SettingsChanges(from: Settings(), to: new)
    #expect(changes.applied == keys)
    #expect(changes.waiting.isEmpty)
    #expect(changes.effective == new)
  }

  @Test(arguments: [
    (#"{"engine": {"host": "tcp://dock", "tls": {"ca": "cert.pem"}}}"#, ["engine.host", "engine.tls"]), (#"{"host": "rack-7"}"#, ["host"]),
    (#"{"http": {"listen": "127.0.0.1:1"}}"#, ["http.listen"]), (#"{"state": {"directory": "/x"}}"#, ["state.directory"]),
    (#"{"log": {"format": "json"}}"#, ["log.format"]),
  ])
  func whatCannotWaitsForARestart(_ text: String, _ keys: [String]) throws {
    let changes = SettingsChanges(from: Settings(), to: try settings(text, environment: credentials))
    #expect(changes.waiting == keys)
    #expect(changes.applied.isEmpty)
    #expect(changes.effective == Settings())
  }

  /// What waits is told at each reload until it is in force, or gone again.
  @Test func whatWaitsIsHeldAgainstWhatIsInForce() throws {
    let new = try settings(#"{"http": {"listen": "127.0.0.1:1"}, "log": {"level": "debug"}}"#)
    let first = SettingsChanges(from: Settings(), to: new)
    let second = SettingsChanges(from: first.effective, to: new)
    #expect(second.waiting == ["http.listen"])
    #expect(second.applied.isEmpty)
    #expect(SettingsChanges(from: second.effective, to: Settings()).waiting.isEmpty)
  }
}
