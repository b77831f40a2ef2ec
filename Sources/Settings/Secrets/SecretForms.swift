// What secrets look like, so that a wrong one is found before it is used; no complaint repeats any of it.

enum SecretForms {
  /// PagerDuty's integration key: letters and digits.
  static func routingKey(_ text: String) throws(Complaint) -> Secret {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw Complaint("no routing key", "letters and digits on one line") }
    return Secret(text)
  }

  /// `whsec_` and base64 (Standard Webhooks, "Signature scheme").
  static func signingSecret(_ text: String) throws(Complaint) -> Secret {
    guard text.hasPrefix("whsec_") else { throw Complaint("no signing secret", "\"whsec_\" and base64") }
    let digits = text.dropFirst("whsec_".count)
    let bare = digits.prefix { $0 != "=" }
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    let padding = digits.count - bare.count
    let isBase64 = bare.allSatisfy(letters.contains) && digits.dropFirst(bare.count).allSatisfy { $0 == "=" }
    guard isBase64, !bare.isEmpty, digits.count % 4 == 0, padding <= 2 else {
      throw Complaint("what follows \"whsec_\" is no base64", "letters, digits, \"+\" and \"/\", padded with \"=\"")
    }
    return Secret(text)
  }
}
