// The table of keys: what each is called, what it may be, and where its value goes. Keys that belong to later versions are named too.
import JSON
import Watch

extension Settings {
  /// Reads the whole tree; every error at once.
  init(tree: JSONValue, environment: [String: String]) throws(SettingsErrors) {
    self.init()
    var findings = Findings()
    if let members = tree.members {
      var root = Section(members: members)
      read(&root, CredentialFolder(environment: environment))
      root.finish(&findings)
    } else {
      findings.report(.wrongKind(tree, wanted: "an object", "{ … }"), at: "configuration", tree.position)
    }
    guard findings.errors.isEmpty else { throw SettingsErrors(findings.sorted) }
  }

  private mutating func read(_ root: inout Section, _ credentials: CredentialFolder) {
    root.section("engine") { readEngine(&$0, credentials) }
    root.value("host", .line("the name of this machine in alerts")) { host = $0 }
    root.section("http") { section in
      section.value("listen", .listenAddress) { http.listen = $0 }
      section.notYet("tls", "bearerTokenFile", "externalURL")
    }
    root.section("state") { section in
      section.notYet("directory")
      section.value("historyRetention", .duration(.seconds(1) ... .days(3650))) { state.historyRetention = $0 }
    }
    root.section("watch") { section in
      section.value("include", .list(of: .selector, #"such as [{"name": "web-*"}]"#)) { watch.include = $0 }
      section.value("exclude", .list(of: .selector, #"such as [{"name": "web-*"}]"#)) { watch.exclude = $0 }
    }
    root.section("metrics") { readMetrics(&$0) }
    root.notYet("alerts", "heartbeat", "webhooks")
    root.section("log") { section in
      section.value("level", .word) { log.level = $0 }
      section.value("format", .word) { log.format = $0 }
    }
    // The default must not outlast a shorter history.
    metrics.removedRetention = min(metrics.removedRetention, state.historyRetention)
  }

  private mutating func readEngine(_ section: inout Section, _ credentials: CredentialFolder) {
    var isSocket = false
    section.value("host", .engineAddress) { address in
      engine.host = address.text
      isSocket = address.isSocket
    }
    section.section("tls") { section in
      var tls = TLS()
      section.value("ca", .file(credentials)) { tls.ca = $0 }
      section.value("cert", .file(credentials)) { tls.cert = $0 }
      section.value("key", .file(credentials)) { tls.key = $0 }
      section.requireTogether("cert", "key")
      engine.tls = tls
    }
    if isSocket, engine.tls != nil {
      section.report(Complaint("of no use with a socket", "only with \"tcp://host:port\""), about: "tls")
    }
    section.value("requestTimeout", .duration(.milliseconds(100) ... .minutes(10))) { engine.requestTimeout = $0 }
    section.value("reconcileInterval", .duration(.milliseconds(100) ... .minutes(10))) { engine.reconcileInterval = $0 }
  }

  private mutating func readMetrics(_ section: inout Section) {
    let labels = Rule<[String]>.list(of: .line("the key of a label"), #"such as ["com.example.team"]"#)
    section.value("containerLabels", labels.withoutDoubles) { metrics.containerLabels = $0 }
    section.value("removedRetention", .duration(.zero ... .days(3650))) { metrics.removedRetention = $0 }
    if section.keys.contains("removedRetention"), metrics.removedRetention > state.historyRetention {
      let longest = DurationText.text(of: state.historyRetention)
      section.report(Complaint("longer than state.historyRetention", "at most \(longest)"), about: "removedRetention")
    }
  }
}

extension Duration {
  fileprivate static func minutes(_ count: Int64) -> Duration { .seconds(count * 60) }
  fileprivate static func days(_ count: Int64) -> Duration { .seconds(count * 86_400) }
}
