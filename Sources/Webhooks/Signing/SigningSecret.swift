// The secret that a receiver shares with us, and the signature made with it (Standard Webhooks, "Signature scheme").

import Crypto

/// A key for signing, read from its text `whsec_<base64>`; it never shows itself.
public struct SigningSecret: Sendable, Hashable {
  private let key: [UInt8]

  /// Reads what the file of a secret holds; white space around it is ignored.
  public init(text: some StringProtocol) throws(SigningSecretError) {
    let isSpace = { (character: Character) in character.isWhitespace || character == "\u{FEFF}" }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    guard !text.isEmpty else { throw .empty }
    guard text.hasPrefix(Self.prefix) else { throw .prefixMissing }
    guard let key = Base64.decoded(text.dropFirst(Self.prefix.count)) else { throw .notBase64 }
    guard !key.isEmpty else { throw .empty }
    self.key = key
  }

  private static let prefix = "whsec_"

  /// The value of `webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; the timestamp in whole seconds.
  public func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
    var code = HMAC<SHA256>(key: SymmetricKey(data: key))
    code.update(data: Array("\(id).\(timestamp).".utf8))
    code.update(data: body)
    return "v1," + Base64.encoded(code.finalize())
  }
}

extension SigningSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(secret)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text is no signing secret; it does not repeat the text.
public enum SigningSecretError: Error, Sendable, Hashable, CustomStringConvertible {
  case empty
  case prefixMissing
  case notBase64

  public var description: String {
    switch self {
    case .empty: "the signing secret is empty (whsec_ and base64, such as whsec_$(openssl rand -base64 32))"
    case .prefixMissing: "the signing secret does not begin with whsec_ (whsec_ and base64, such as whsec_$(openssl rand -base64 32))"
    case .notBase64:
      "what follows whsec_ in the signing secret is not base64 (letters, digits, + and /, padded with = to a multiple of four)"
    }
  }
}
