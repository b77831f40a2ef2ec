// Headers of a webhook's requests: an object in the configuration, or the lines of a file.
import JSON

extension Rule<[Settings.Webhook.Header]> {
  /// `{"Name": "value"}`. Neither side is repeated in a complaint: people put a whole line into the name.
  static var headers: Rule {
    let value = Rule<Secret>.secretLine
    return Rule { object, path, findings in
      guard let members = object.members else {
        findings.report(.wrongKind(object, wanted: "an object", #"{"Name": "value"}"#), at: path, object.position)
        return nil
      }
      var headers: [Settings.Webhook.Header] = []
      for member in members {
        do throws(Complaint) {
          let name = try HeaderName(parsing: member.key, among: headers)
          if let text = value.read(member.value, "\(path).\(name.text)", &findings) { headers.append(.init(name: name.text, value: text)) }
        } catch {
          findings.report(error, at: path, member.keyPosition)
        }
      }
      return headers
    }
  }

  /// A file of lines `Name: value`; empty lines and those that begin with `#` are left out.
  static func headersFile(_ files: SecretFiles) -> Rule {
    contents(of: files) { text throws(Complaint) in
      var headers: [Settings.Webhook.Header] = []
      for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
        do throws(Complaint) {
          if let header = try header(in: String(line).trimmingWhitespace, among: headers) { headers.append(header) }
        } catch {
          throw Complaint("line \(index + 1): \(error.message)")
        }
      }
      return headers
    }
  }

  private static func header(
    in line: String, among headers: [Settings.Webhook.Header]
  ) throws(Complaint) -> Settings.Webhook.Header? {
    guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
    guard let colon = line.firstIndex(of: ":") else { throw Complaint("no \"Name: value\"") }
    let name = try HeaderName(parsing: String(line[..<colon]), among: headers)
    let value = String(line[line.index(after: colon)...]).trimmingWhitespace
    guard value.isOneLine else { throw Complaint("a control character in the value") }
    return Settings.Webhook.Header(name: name.text, value: Secret(value))
  }
}

/// A header's name that may be set (RFC 9110, 5.1).
private struct HeaderName {
  let text: String

  /// What the request has anyway.
  private static let own = [
    "connection", "content-length", "host", "transfer-encoding", "dogwatch-delayed", "webhook-id", "webhook-signature", "webhook-timestamp",
  ]

  init(parsing text: String, among headers: [Settings.Webhook.Header]) throws(Complaint) {
    let letters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    guard !text.isEmpty, text.allSatisfy(letters.contains) else {
      throw Complaint("a name that is none of a header", "such as \"X-Token\"")
    }
    guard !Self.own.contains(text.lowercased()) else { throw Complaint("\(text) is set by dogwatch", "any other header") }
    guard !headers.contains(where: { $0.name.lowercased() == text.lowercased() }) else { throw Complaint("\(text) is given twice") }
    self.text = text
  }
}
