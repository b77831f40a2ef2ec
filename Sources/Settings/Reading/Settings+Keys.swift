// The table of keys: what each is called, what it may be, and where its value goes. The parts with many keys have files of their own.
import JSON
import Watch

extension Settings {
  /// Reads the whole tree; every error at once.
  init(tree: JSONValue, context: ReadingContext) throws(SettingsErrors) {
    var findings = Findings()
    self.init(tree: tree, context: context, findings: &findings)
    guard findings.errors.isEmpty else { throw SettingsErrors(Findings.sorted(findings.errors)) }
    warnings = Findings.sorted(findings.warnings)
  }

  /// Reads as much of the tree as is right.
  init(tree: JSONValue, context: ReadingContext, findings: inout Findings) {
    self.init()
    guard let members = tree.members else {
      findings.report(.wrongKind(tree, wanted: "an object", "{ … }"), at: "configuration", tree.position)
      return
    }
    var root = Section(members: members)
    read(&root, context)
    root.finish(&findings)
  }

  private mutating func read(_ root: inout Section, _ context: ReadingContext) {
    root.section("engine") { engine.read(&$0, context.files) }
    root.value("host", .line("the name of this machine in alerts")) { host = $0 }
    root.section("http") { http.read(&$0, context.files) }
    root.section("state") { section in
      section.value("directory", .absolutePath) { state.directory = $0 }
      section.value("historyRetention", .duration(.seconds(1) ... .days(3650))) { state.historyRetention = $0 }
    }
    root.section("watch") { section in
      section.value("include", .list(of: .selector, #"such as [{"name": "web-*"}]"#)) { watch.include = $0 }
      section.value("exclude", .list(of: .selector, #"such as [{"name": "web-*"}]"#)) { watch.exclude = $0 }
    }
    root.section("metrics") { readMetrics(&$0) }
    root.section("alerts") { alerts.read(&$0, now: context.now) }
    root.value("heartbeat", .heartbeat(context.files)) { heartbeat = $0 }
    root.value("webhooks", .webhooks(context.files)) { entries in
      webhooks = entries.map(\.webhook)
      alerts.webhooks = entries.map(\.route)
    }
    root.section("log") { section in
      section.value("level", .word) { log.level = $0 }
      section.value("format", .word) { log.format = $0 }
    }
    alerts.host = host
    // The default must not outlast a shorter history.
    metrics.removedRetention = min(metrics.removedRetention, state.historyRetention)
  }

  private mutating func readMetrics(_ section: inout Section) {
    let labels = Rule<[String]>.list(of: .line("the key of a label"), #"such as ["com.example.team"]"#)
    section.value("containerLabels", labels.withoutDoubles()) { metrics.containerLabels = $0 }
    section.value("removedRetention", .duration(.zero ... .days(3650))) { metrics.removedRetention = $0 }
    if section.has("removedRetention"), metrics.removedRetention > state.historyRetention {
      let longest = DurationText.text(of: state.historyRetention)
      section.report(Complaint("longer than state.historyRetention", "at most \(longest)"), about: "removedRetention")
    }
  }
}

extension Settings.Engine {
  fileprivate mutating func read(_ section: inout Section, _ files: SecretFiles) {
    let address = section.value("host", .engineAddress)
    host = address?.text
    section.section("tls") { section in
      var tls = Settings.TLS()
      section.value("ca", .pemFile(files)) { tls.ca = $0 }
      section.value("cert", .pemFile(files)) { tls.cert = $0 }
      section.value("key", .pemFile(files)) { tls.key = $0 }
      section.requireTogether("cert", "key")
      self.tls = tls
    }
    if address?.isSocket == true, section.has("tls") {
      section.report(Complaint("of no use with a socket", "only with \"tcp://host:port\""), about: "tls")
    }
    section.value("requestTimeout", .duration(.milliseconds(100) ... .minutes(10))) { requestTimeout = $0 }
    section.value("reconcileInterval", .duration(.milliseconds(100) ... .minutes(10))) { reconcileInterval = $0 }
  }
}

extension Settings.HTTP {
  fileprivate mutating func read(_ section: inout Section, _ files: SecretFiles) {
    section.value("listen", .listenAddress) { listen = $0 }
    section.section("tls") { section in
      let cert = section.required("cert", .pemFile(files), "the PEM file of the certificate, with those between it and its authority")
      let key = section.required("key", .pemFile(files), "the PEM file of the certificate's key, not encrypted")
      let clientCA = section.value("clientCA", .pemFile(files))
      if let cert, let key { tls = Settings.ListenerTLS(cert: cert, key: key, clientCA: clientCA) }
    }
    if case .unix = listen, section.has("tls") {
      section.report(Complaint("of no use with a socket", "only with \"host:port\""), about: "tls")
    }
    section.value("bearerTokenFile", .contents(of: files, Self.bearerToken)) { bearerToken = $0 }
    if section.has("bearerTokenFile"), !section.has("tls"), !listen.isLocal {
      section.warn(Complaint("without http.tls the token crosses the network in clear"), about: "bearerTokenFile")
    }
    section.value("externalURL", .externalURL) { externalURL = $0 }
  }

  /// What may follow `Bearer` (RFC 6750, 2.1).
  private static func bearerToken(_ text: String) throws(Complaint) -> Secret {
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/="
    guard text.allSatisfy(letters.contains) else {
      throw Complaint("the token has a character that no request can bear", "letters, digits and -._~+/= on one line")
    }
    return Secret(text)
  }
}

extension Rule<String> {
  fileprivate static var absolutePath: Rule {
    let path = line("a folder, such as \"/var/lib/dogwatch\"")
    return Rule { value, place, findings in
      guard let text = path.read(value, place, &findings) else { return nil }
      if text.hasPrefix("/") { return text }
      findings.report(Complaint("\(quoted(text)) is no absolute path", "such as \"/var/lib/dogwatch\""), at: place, value.position)
      return nil
    }
  }
}

extension Duration {
  static func minutes(_ count: Int64) -> Duration { .seconds(count * 60) }
  static func days(_ count: Int64) -> Duration { .seconds(count * 86_400) }
}
