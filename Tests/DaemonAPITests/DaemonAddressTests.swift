import Testing

@testable import DaemonAPI

@Suite struct DaemonAddressTests {
  @Test(arguments: [
    ("127.0.0.1:9377", "http://127.0.0.1:9377", "127.0.0.1:9377"), ("host", "http://host:9377", "host:9377"),
    ("[::1]:80", "http://[::1]:80", "[::1]:80"), ("http://host:80/", "http://host:80", "host:80"),
    ("https://dog.example:443", "https://dog.example:443", "https://dog.example:443"), ("http://[::1]", "http://[::1]:9377", "[::1]:9377"),
    ("unix:///run/dog watch.sock", "http+unix://%2Frun%2Fdog%20watch.sock", "unix:///run/dog watch.sock"),
  ])
  func addressesAreRead(_ text: String, _ url: String, _ words: String) throws {
    let address = try #require(DaemonAddress(text))
    #expect(address.baseURL == url)
    #expect("\(address)" == words)
  }

  @Test(arguments: [
    "", ":80", "host:", "host:x", "host:0", "host:65536", "::1:80", "[::1", "[::1]x", "[host]:1", "ftp://host", "http://", "unix://run/x",
    "unix:///", "unix:/run/x", "ho st:1", "host:1/path", "user@host:1",
  ])
  func whatIsNoAddressIsRefused(_ text: String) {
    #expect(DaemonAddress(text) == nil)
  }

  @Test func hostHeaderIsNeverASocketsPath() {
    #expect(DaemonAddress("unix:///run/x.sock")?.authority == "localhost")
  }
}
