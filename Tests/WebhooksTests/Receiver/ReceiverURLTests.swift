// URLs of webhooks, of which only the origin may be seen.

import JSON
import Testing

@testable import Webhooks

@Suite struct ReceiverURLTests {
  @Test(arguments: [
    ("https://hooks.example/services/T0/B0?x=y#z", "https://hooks.example", "https://hooks.example/services/T0/B0?x=y"),
    ("HTTP://u:p%40@Hooks.Example:8080", "http://Hooks.Example:8080", "http://Hooks.Example:8080/"),
    (" https://[fd00::1]:99/a b\n", "https://[fd00::1]:99", "https://[fd00::1]:99/a%20b"),
    ("https://h?token=é|%41", "https://h", "https://h/?token=%C3%A9%7C%41"),
  ])
  func partsAreFound(text: String, origin: String, request: String) throws {
    let url = try ReceiverURL(parsing: text)
    #expect(url.origin == origin && url.requestURL == request)
  }

  @Test func onlyTheOriginShowsItself() throws {
    let url = try ReceiverURL(parsing: "https://user:pass@hooks.example/secret?key=secret")
    let body = try CustomBody(try JSONValue(parsing: Array(#"{"token": "secret"}"#.utf8)))
    let settings = ReceiverSettings(
      name: "team", format: .custom(body), url: url, headers: [ReceiverHeader(name: "X", value: SecretText("secret"))],
      routingKey: SecretText("secret"))
    for value in [url as Any, settings as Any] {
      var dumped = ""
      dump(value, to: &dumped)
      for shown in ["\(value)", String(reflecting: value), dumped] {
        #expect(!shown.replacing("(secret)", with: "").replacing("signingSecret", with: "").contains("secret"), "\(shown)")
        #expect(!shown.contains("user:pass"), "\(shown)")
      }
    }
    #expect(url.authorization == "Basic dXNlcjpwYXNz")
  }

  @Test(arguments: [
    ("hooks.example/x", ReceiverURLError.schemeMissing), ("", .schemeMissing), ("ftp://x", .unsupportedScheme),
    ("https://", .malformedHost),
    ("https:///x", .malformedHost), ("https://[::1", .malformedHost), ("https://[nope]/", .malformedHost),
    ("https://bücher.example", .malformedHost),
    ("https://h:0/", .malformedPort), ("https://h:65536/", .malformedPort), ("https://h:/", .malformedPort),
    ("https://h:+1/", .malformedPort),
    ("https://a b/", .malformedHost),
  ])
  func whatIsNoneIsATypedError(text: String, error: ReceiverURLError) {
    #expect(throws: error) { try ReceiverURL(parsing: text) }
  }

  @Test func secretsArePutInFrontOfTheBodysOwnMembers() {
    let members = [SecretMember(key: "routing_key", value: "a\"b")]
    #expect(RequestBody(bytes: Array("{}".utf8)).bytes(with: members) == Array(#"{"routing_key":"a\"b"}"#.utf8))
    #expect(RequestBody(bytes: Array(#"{"x":1}"#.utf8)).bytes(with: members) == Array(#"{"routing_key":"a\"b","x":1}"#.utf8))
    #expect(RequestBody(bytes: Array(#"{"x":1}"#.utf8)).bytes(with: []) == Array(#"{"x":1}"#.utf8))
  }
}
