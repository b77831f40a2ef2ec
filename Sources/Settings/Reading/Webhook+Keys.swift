// The keys of `webhooks[]` and `heartbeat`.
import JSON
import Watch

/// A webhook and whom it is told of: one entry of the configuration.
struct WebhookEntry {
  var webhook: Settings.Webhook
  var route: WebhookRoute
}

extension Rule<[WebhookEntry]> {
  /// The list; names that are given twice are found even where something else is wrong.
  static func webhooks(_ files: SecretFiles) -> Rule {
    let entries = list(of: .webhook(files), #"such as [{"name": "team-chat", "format": "slack", "urlFile": "slack-url"}]"#)
    return Rule { value, path, findings in
      var seen: [String: Int] = [:]
      for (index, entry) in (value.elements ?? []).enumerated() {
        guard let member = entry["name"], case .string(let name) = member.content else { continue }
        if let first = seen[name] {
          findings.report(Complaint("\(quoted(name)) is the name of \(path)[\(first)] too"), at: "\(path)[\(index)].name", member.position)
        } else {
          seen[name] = index
        }
      }
      return entries.read(value, path, &findings)
    }
  }
}

extension Rule<WebhookEntry> {
  fileprivate static func webhook(_ files: SecretFiles) -> Rule {
    .object(#"such as {"name": "team-chat", "format": "slack", "urlFile": "slack-url"}"#) { section in
      let name = section.required("name", .webhookName, "what it is called in metrics and labels")
      let format = section.value("format", .word) ?? WebhookFormat.alertmanager
      let url = section.url(files)
      if format == .ntfy, let url, !url.hasPath {
        section.report(Complaint("it names no topic", "such as \"https://ntfy.sh/TOPIC\""), about: section.has("url") ? "url" : "urlFile")
      }
      var webhook: Settings.Webhook? = if let name, let url { Settings.Webhook(name: name, url: url) } else { nil }
      webhook?.format = format
      section.readHeaders(files) { webhook?.headers = $0 }
      section.value("routingKeyFile", .contents(of: files, SecretForms.routingKey)) { webhook?.routingKey = $0 }
      section.require("routingKeyFile", exactlyWith: .pagerduty, format, "the file of the integration key")
      section.value("signingSecretFile", .contents(of: files, SecretForms.signingSecret)) { webhook?.signingSecret = $0 }
      section.section("tls") { $0.value("ca", .pemFile(files)) { webhook?.ca = $0 } }
      section.value("timeout", .duration(.milliseconds(100) ... .minutes(10))) { webhook?.timeout = $0 }
      section.value("maxAge", .duration(.seconds(1) ... .days(365))) { webhook?.maxAge = $0 }
      section.value("body", .anything) { webhook?.body = Settings.Webhook.Body($0) }
      section.require("body", exactlyWith: .custom, format, "the JSON that is sent, such as {\"text\": \"{{summary}}\"}")
      let match = section.value("match", .labelMatch) ?? LabelMatch()
      let sendsResolved = section.value("sendResolved", .yesOrNo) ?? true
      return webhook.map { WebhookEntry(webhook: $0, route: WebhookRoute(name: $0.name, match: match, sendsResolved: sendsResolved)) }
    }
  }
}

extension Section {
  /// `url`, or what the file says that `urlFile` names.
  fileprivate mutating func url(_ files: SecretFiles) -> SecretURL? {
    if !has("url"), !has("urlFile") { report(Complaint("missing", "url, or urlFile with the name of a file that holds it"), about: "url") }
    requireOneAtMost("url", "urlFile")
    let url = value("url", .secretURL)
    let fromFile = value("urlFile", .contents(of: files) { text throws(Complaint) in try SecretURL(parsing: text) })
    return url ?? fromFile
  }

  fileprivate mutating func readHeaders(_ files: SecretFiles, _ use: ([Settings.Webhook.Header]) -> Void) {
    let headers = value("headers", .headers) ?? []
    let more = value("headersFile", .headersFile(files)) ?? []
    for header in more where headers.contains(where: { $0.name.lowercased() == header.name.lowercased() }) {
      report(Complaint("\(header.name) is given in headers too"), about: "headersFile")
    }
    use(headers + more)
  }

  /// Complains about a key that a format needs, and any other has no use for.
  fileprivate mutating func require(_ key: String, exactlyWith wanted: WebhookFormat, _ format: WebhookFormat, _ allowed: String) {
    if format == wanted, !has(key) { report(Complaint("missing with the format \(wanted.rawValue)", allowed), about: key) }
    if format != wanted, has(key) {
      report(Complaint("of no use with the format \(format.rawValue)", "only with \(wanted.rawValue)"), about: key)
    }
  }
}

extension Rule<Settings.Heartbeat> {
  static func heartbeat(_ files: SecretFiles) -> Rule {
    .object(#"such as {"urlFile": "heartbeat-url", "interval": "1m"}"#) { section in
      var heartbeat = section.url(files).map { Settings.Heartbeat(url: $0) }
      section.value("interval", .duration(.seconds(1) ... .days(1))) { heartbeat?.interval = $0 }
      return heartbeat
    }
  }
}

extension Rule<String> {
  /// It stands in metrics, in a label of alerts, and between commas in containers' labels.
  fileprivate static var webhookName: Rule {
    let allowed = "letters, digits, \"-\", \"_\" and \".\", at most 64"
    return text(allowed) { text throws(Complaint) in
      let isName = text.utf8.allSatisfy { byte in
        byte &- UInt8(ascii: "0") <= 9 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || "-_.".utf8.contains(byte)
      }
      guard isName, text.utf8.count <= 64 else { throw Complaint("\(quoted(text)) is no name of a webhook", allowed) }
      return text
    }
  }
}

extension Rule<JSONValue> {
  fileprivate static var anything: Rule { Rule { value, _, _ in value } }
}
