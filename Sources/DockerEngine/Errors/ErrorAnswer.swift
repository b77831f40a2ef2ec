// Answers that are not the ones asked for: the engine's errors, a proxy's, or a stranger's.

import JSON

extension EngineError.Problem {
  /// Sorts an answer whose status is not 200, by its status and what its body says.
  init(status: Int, path: String, body: UnsafeRawBufferPointer) {
    let message = Self.message(in: body)
    switch status {
    case 403 where message == nil: self = .filtered(missingSwitch: socketProxySwitch(for: path))
    case 404 where message != nil: self = .missing
    case 502...504 where message == nil: self = .gateway(status: status)
    case 400 where Self.isTLSWanted(body): self = .tlsWanted
    case 400:
      self = Self.refusedVersion(message ?? "") ?? .refusedByEngine(status: status, message: message ?? printableExcerpt(of: body))
    default:
      guard let message else {
        self = .notAnEngine("status \(status)" + (Self.isHTML(body) ? ", a web page" : ""))
        return
      }
      self = .refusedByEngine(status: status, message: message)
    }
  }

  /// The text of the engine's `{"message": …}`, nil when the body is something else.
  private static func message(in body: UnsafeRawBufferPointer) -> String? {
    let message = try? JSONReader.read(body) { reader throws(JSONError) in
      var message: String?
      try reader.object { key, reader throws(JSONError) in
        if key == "message" { message = try reader.textOrSkip()?.string }
      }
      return message
    }
    guard let message = message ?? nil else { return nil }
    return printableExcerpt(of: message.utf8, limit: 300)
  }

  /// What Go's net/http says in plain text.
  private static func isTLSWanted(_ body: UnsafeRawBufferPointer) -> Bool {
    String(decoding: body.prefix(200), as: UTF8.self).contains("HTTP request to an HTTPS server")
  }

  /// "client version 1.51 is too old. Minimum supported API version is 1.52, …" (moby daemon/server/middleware/version.go).
  private static func refusedVersion(_ message: String) -> Self? {
    guard message.hasPrefix("client version ") else { return nil }
    let numbers = message.split(whereSeparator: { $0 == " " || $0 == "," }).compactMap { word in
      APIVersion(word.hasSuffix(".") ? word.dropLast() : word)
    }
    if message.contains("too old") { return .apiTooNew(engineOldest: numbers.dropFirst().first) }
    if message.contains("too new"), let newest = numbers.dropFirst().first { return .apiTooOld(engineNewest: newest) }
    return nil
  }

  /// Whether a body is a web page.
  static func isHTML(_ body: UnsafeRawBufferPointer) -> Bool {
    body.first { $0 > 0x20 } == UInt8(ascii: "<")
  }
}
