// Addresses that everybody may see, as they stand in notifications.

/// An `http` or `https` URL without user part.
struct ShownURL {
  let text: String

  init(parsing text: String, allowed: String) throws(Complaint) {
    // Only what has no user part may be repeated in a complaint.
    let url = try SecretURL(parsing: text.leavingOut("{{alertname}}"), allowed: allowed)
    guard !text.dropFirst(url.origin.prefix { $0 != "/" }.count + 2).prefix(while: { $0 != "/" && $0 != "?" && $0 != "#" }).contains("@")
    else {
      throw Complaint("it has a user part, which every notification would show", allowed)
    }
    self.text = text
  }
}

extension Rule<String> {
  /// Where people reach this daemon; a slash at the end is left out.
  static var externalURL: Rule {
    let allowed = "such as \"https://dogwatch.example.com\""
    return text(allowed) { text throws(Complaint) in
      let url = try ShownURL(parsing: text, allowed: allowed).text
      guard !url.contains("?"), !url.contains("#") else { throw Complaint("it has a query or a fragment", allowed) }
      return String(url.reversed().drop { $0 == "/" }.reversed())
    }
  }

  /// An address in which `{{alertname}}` is replaced.
  static var runbookURL: Rule {
    let allowed = "such as \"https://wiki.example.com/alerts/{{alertname}}\""
    return text(allowed) { text throws(Complaint) in
      let rest = text.leavingOut("{{alertname}}")
      guard !rest.contains("{{"), !rest.contains("}}") else { throw Complaint("only {{alertname}} is replaced in it", allowed) }
      return try ShownURL(parsing: text, allowed: allowed).text
    }
  }
}

extension String {
  /// The text without each occurrence of a word.
  fileprivate func leavingOut(_ word: String) -> String {
    var (result, rest) = ("", self[...])
    while let character = rest.first {
      if rest.hasPrefix(word) {
        rest.removeFirst(word.count)
      } else {
        result.append(character)
        rest.removeFirst()
      }
    }
    return result
  }
}
