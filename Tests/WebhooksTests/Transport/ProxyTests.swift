// Proxies, and what goes past them.

import Testing

@testable import Webhooks

@Suite struct ProxyTests {
  private func proxied(_ url: String, _ environment: [String: String]) throws -> String? {
    try ProxyRules(environment: environment).proxy(for: try ReceiverURL(parsing: url)).map { "\($0.kind) \($0.host):\($0.port)" }
  }

  @Test func eachSchemeHasItsVariableInEitherCase() throws {
    let environment = ["HTTPS_PROXY": "http://secure:3128", "http_proxy": "plain:8080"]
    #expect(try proxied("https://hooks.example/x", environment) == "http secure:3128")
    #expect(try proxied("http://hooks.example/x", environment) == "http plain:8080")
    #expect(try proxied("https://hooks.example/x", [:]) == nil)
    #expect(try proxied("https://hooks.example/x", ["HTTPS_PROXY": ""]) == nil)
    #expect(try proxied("https://hooks.example/x", ["HTTPS_PROXY": "socks5://s"]) == "socks s:1080")
  }

  @Test(arguments: [
    ("*", true), ("hooks.example", true), ("example", true), (".example", true), ("*.example", true), ("HOOKS.EXAMPLE", true),
    (".hooks.example", false), ("ooks.example", false), ("hooks.example:443", true), ("hooks.example:8443", false),
    ("other.example, hooks.example", true), ("a b hooks.example", true), ("", false),
  ])
  func namesInNoProxyAreReachedDirectly(exceptions: String, isDirect: Bool) throws {
    #expect(try (proxied("https://hooks.example/x", ["HTTPS_PROXY": "p:1", "NO_PROXY": exceptions]) == nil) == isDirect)
  }

  @Test(arguments: [
    ("https://10.1.2.3/", "10.0.0.0/8", true), ("https://11.1.2.3/", "10.0.0.0/8", false), ("https://10.1.2.3/", "10.1.2.3", true),
    ("https://10.1.2.131/", "10.1.2.128/25", true), ("https://10.1.2.3/", "10.1.2.128/25", false), ("https://[fd00::1]/", "fd00::/8", true),
    ("https://[fe00::1]/", "fd00::/8", false), ("https://[fd00::1]:99/", "[fd00::1]:99", true), ("https://10.1.2.3/", "10.0.0.0/99", false),
  ])
  func addressesInNoProxyAreReachedDirectly(url: String, exceptions: String, isDirect: Bool) throws {
    #expect(try (proxied(url, ["HTTPS_PROXY": "p:1", "NO_PROXY": exceptions]) == nil) == isDirect)
  }

  @Test(arguments: ["https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://x.localhost/"])
  func thisMachineIsReachedDirectly(url: String) throws {
    #expect(try proxied(url, ["HTTPS_PROXY": "p:1"]) == nil)
  }

  @Test(arguments: ["https://proxy:1", "http://", "ftp://x", "http://a b"]) func proxyThatCannotBeUsedIsNamedByItsVariable(value: String)
    throws
  {
    let error = #expect(throws: ReceiverError.self) { try proxied("https://hooks.example/", ["HTTPS_PROXY": value]) }
    #expect(error == .unusableProxy(variable: "HTTPS_PROXY"))
  }

  @Test(arguments: [
    ("http://127.0.0.1:1", "connection refused by the proxy"), ("socks5://127.0.0.1:1", "connection refused by the proxy"),
    ("http://no-such-proxy.invalid:1", "the proxy's name cannot be resolved"),
  ])
  func aProxyThatIsNotThereIsNotTakenForTheReceiver(value: String, reason: String) async throws {
    let rules = ProxyRules(environment: ["HTTP_PROXY": value])
    try await withCourier(try .test("http://hooks.example/secret"), proxies: rules) { courier, results in
      courier.offer([.test(1)])
      try await eventually("a result") { !results.of(1).isEmpty }
      #expect(results.of(1)[0].problem == "no way to http://hooks.example: \(reason)")
    }
  }

  @Test func requestGoesThroughTheProxyWithItsPassword() async throws {
    let proxy = try await FakeReceiver()
    let rules = ProxyRules(environment: ["HTTP_PROXY": "http://user:pass@127.0.0.1:\(proxy.port)"])
    try await withCourier(try .test("http://hooks.example/secret"), proxies: rules) { courier, results in
      courier.offer([.test(1)])
      try await eventually("it is delivered") { results.isDelivered(1) }
    }
    #expect(proxy.requests.map(\.method) == ["CONNECT", "POST"])
    #expect(proxy.requests[0].target == "hooks.example:80")
    #expect(proxy.requests[0].headers["proxy-authorization"] == "Basic dXNlcjpwYXNz")
    #expect(proxy.requests[1].headers["host"] == "hooks.example" && proxy.requests[1].headers["proxy-authorization"] == nil)
    await proxy.stop()
  }
}
