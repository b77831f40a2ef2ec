import Testing

@testable import DockerEngine

@Suite struct EngineHostTests {
  @Test func unixAddressIsASocketsPath() throws {
    #expect(try EngineHost(parsing: "unix:///run/docker.sock") == .unix(path: "/run/docker.sock"))
  }

  @Test(arguments: [
    ("tcp://10.0.0.1:2375", "10.0.0.1", 2375), ("tcp://engine.example", "engine.example", 2375), ("tcp://[::1]:4711", "::1", 4711),
    ("tcp://[fe80::1]", "fe80::1", 2375), ("tcp://localhost:2375/", "localhost", 2375),
  ])
  func tcpAddressIsHostAndPort(text: String, host: String, port: Int) throws {
    #expect(try EngineHost(parsing: text) == .tcp(host: host, port: port, tls: nil))
  }

  @Test func tlsHasItsOwnDefaultPort() throws {
    let tls = EngineTLS(ca: "/ca.pem")
    #expect(try EngineHost(parsing: "tcp://engine", tls: tls) == .tcp(host: "engine", port: 2376, tls: tls))
  }

  @Test(arguments: [
    ("ssh://me@engine", "ssh:// is not supported (allowed: unix:///path/to/socket, tcp://host:port)"),
    ("npipe:////./pipe/docker_engine", "npipe:// is not supported (allowed: unix:///path/to/socket, tcp://host:port)"),
    ("http://engine:2375", "http:// is not supported"), ("/run/docker.sock", "did you mean \"unix:///run/docker.sock\"?"),
    ("engine:2375", "did you mean \"tcp://engine:2375\"?"), ("unix://run/docker.sock", "must begin with a slash"),
    ("unix:///" + String(repeating: "a", count: 120), "too long"), ("tcp://", "not a host and port"),
    ("tcp://:2375", "not a host and port"),
    ("tcp://engine:0", "not a host and port"), ("tcp://engine:70000", "not a host and port"), ("tcp://::1:2375", "not a host and port"),
    ("tcp://engine:23x", "not a host and port"), ("tcp://a b:1", "not a host and port"), ("tcp://me@engine:1", "not a host and port"),
    ("tcp://[::1", "not a host and port"), ("tcp://[engine]:1", "not a host and port"),
  ])
  func unusableAddressIsRefusedWithWhatIsAllowed(text: String, words: String) {
    let error = #expect(throws: EngineError.self) { try EngineHost(parsing: text) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func hostIsShownAsItIsWritten() throws {
    for text in ["unix:///run/docker.sock", "tcp://[::1]:2375", "tcp://engine:2375"] {
      #expect(try EngineHost(parsing: text).description == text)
    }
  }
}
