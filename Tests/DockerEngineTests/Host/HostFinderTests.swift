import Testing

@testable import DockerEngine

@Suite struct HostFinderTests {
  private func finder(
    option: String? = nil, tls: EngineTLS? = nil, environment: [String: String] = [:], there: Set<String> = []
  ) -> HostFinder {
    HostFinder(option: option, tls: tls, environment: environment, exists: { there.contains($0) })
  }

  @Test func optionWinsOverEnvironment() throws {
    let finder = finder(option: "unix:///a.sock", environment: ["DOCKER_HOST": "unix:///b.sock"], there: ["/var/run/docker.sock"])
    #expect(try finder.find() == .unix(path: "/a.sock"))
  }

  @Test func environmentWinsOverSockets() throws {
    let finder = finder(environment: ["DOCKER_HOST": "tcp://engine:1"], there: ["/var/run/docker.sock"])
    #expect(try finder.find() == .tcp(host: "engine", port: 1, tls: nil))
  }

  @Test func firstSocketThatIsThereIsTaken() throws {
    let environment = ["XDG_RUNTIME_DIR": "/run/user/1000", "DOCKER_HOST": ""]
    let all: Set = ["/var/run/docker.sock", "/run/user/1000/docker.sock", "/run/podman/podman.sock"]
    #expect(try finder(environment: environment, there: all).find() == .unix(path: "/var/run/docker.sock"))
    let rootless = all.subtracting(["/var/run/docker.sock"])
    #expect(try finder(environment: environment, there: rootless).find() == .unix(path: "/run/user/1000/docker.sock"))
    #expect(try finder(environment: environment, there: ["/run/podman/podman.sock"]).find() == .unix(path: "/run/podman/podman.sock"))
  }

  @Test func withoutAnySocketItSaysWhatItTriedAndWhatToDo() {
    let error = #expect(throws: EngineError.self) { try finder(environment: ["XDG_RUNTIME_DIR": "/run/user/7"]).find() }
    #expect(
      error?.description == """
        no Docker Engine found: tried /var/run/docker.sock, /run/user/7/docker.sock, /run/podman/podman.sock. Is Docker installed and running? \
        (systemctl start docker; for an engine elsewhere set engine.host or DOCKER_HOST)
        """)
  }

  @Test func certificatesOfTheEnvironmentAreUsedAsDockerDoes() throws {
    let verified = ["DOCKER_HOST": "tcp://engine", "DOCKER_CERT_PATH": "/certs", "DOCKER_TLS_VERIFY": "1"]
    let tls = EngineTLS(ca: "/certs/ca.pem", certificate: "/certs/cert.pem", key: "/certs/key.pem")
    #expect(try finder(environment: verified).find() == .tcp(host: "engine", port: 2376, tls: tls))
    #expect(EngineTLS(environment: ["DOCKER_CERT_PATH": "/certs"])?.isVerified == false)
    #expect(EngineTLS(environment: ["DOCKER_TLS_VERIFY": "1", "HOME": "/root"])?.ca == "/root/.docker/ca.pem")
    #expect(EngineTLS(environment: ["DOCKER_TLS_VERIFY": "", "HOME": "/root"]) == nil)
  }

  @Test func configuredCertificatesWinOverTheEnvironments() throws {
    let tls = EngineTLS(ca: "/mine/ca.pem")
    let finder = finder(option: "tcp://engine:1", tls: tls, environment: ["DOCKER_CERT_PATH": "/certs"])
    #expect(try finder.find() == .tcp(host: "engine", port: 1, tls: tls))
  }
}
