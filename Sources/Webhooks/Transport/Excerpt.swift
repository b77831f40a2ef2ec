// The beginning of a receiver's answer, fit to be shown.

/// One line without control characters, and without secrets that the receiver repeats.
struct Excerpt {
  let text: String

  init(_ bytes: [UInt8], hiding secrets: [String]) {
    // A character that the bound cut in two is left out.
    let whole = String(decoding: bytes, as: UTF8.self).harmlessLine
    var text = whole.hasSuffix("\u{FFFD}") ? String(whole.dropLast()) : whole
    for secret in secrets { text = text.replacing(secret, with: "(secret)") }
    self.text = Fitting(limit: 300, unit: .utf16).fitted(text)
  }
}
