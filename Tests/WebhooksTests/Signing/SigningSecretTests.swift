// Signatures by Standard Webhooks.

import Testing

@testable import Webhooks

@Suite struct SigningSecretTests {
  /// Reckoned by Python's `standardwebhooks` 1.1.0: `Webhook(secret).sign(id, time, body)`.
  @Test func signatureIsAsTheReferenceReckonsIt() throws {
    let secret = try SigningSecret(text: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    let body = Array(#"{"test": 2432232314}"#.utf8)
    let signature = secret.signature(id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: body)
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test(arguments: ["whsec_AAEC\n", "  whsec_AAEC", "\u{FEFF}whsec_AAEC\r\n\r\n", "\twhsec_AAEC\t"])
  func whiteSpaceAroundTheSecretIsIgnored(text: String) throws {
    #expect(try SigningSecret(text: text) == SigningSecret(text: "whsec_AAEC"))
  }

  @Test(arguments: [
    ("", SigningSecretError.empty), (" \n", .empty), ("whsec_", .empty), ("AAEC", .prefixMissing), ("WHSEC_AAEC", .prefixMissing),
    ("whsec_AAE", .notBase64), ("whsec_AA EC", .notBase64), ("whsec_AA=C", .notBase64), ("whsec_AAB=", .notBase64),
    ("whsec_A-_C", .notBase64),
    ("whsec_====", .notBase64),
  ])
  func badSecretIsATypedErrorThatDoesNotShowIt(text: String, error: SigningSecretError) {
    #expect(throws: error) { try SigningSecret(text: text) }
    #expect(!error.description.contains("AAE"))
  }

  @Test func secretNeverShowsItself() throws {
    let secret = try SigningSecret(text: "whsec_c2VjcmV0IQ==")
    var dumped = ""
    dump(secret, to: &dumped)
    for shown in ["\(secret)", String(reflecting: secret), dumped] {
      #expect(!shown.contains("c2VjcmV0") && !shown.contains("115"), "\(shown)")
    }
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func base64IsAsInRFC4648(text: String, encoded: String) {
    #expect(Base64.encoded(text.utf8) == encoded)
    #expect(Base64.decoded(encoded) == Array(text.utf8))
  }

  @Test func everyByteComesBackFromBase64() {
    let bytes = (0...255).map { UInt8($0) } + [255, 254]
    #expect(Base64.decoded(Base64.encoded(bytes)) == bytes)
  }
}
