import Settings
import Testing
import Watch

@Suite struct RightConfigurationTests {
  @Test func emptyObjectMeansTheDefaultsOfTheSpecification() throws {
    let found = try settings("{}")
    #expect(found == Settings())
    #expect(found.engine.host == nil)
    #expect(found.engine.tls == nil)
    #expect(found.engine.requestTimeout == .seconds(5))
    #expect(found.engine.reconcileInterval == .seconds(30))
    #expect(found.host == nil)
    #expect(found.http.listen == .tcp(host: "127.0.0.1", port: 9377))
    #expect(found.watch == WatchSelection())
    #expect(found.metrics.containerLabels == [])
    #expect(found.metrics.removedRetention == .seconds(300))
    #expect(found.state.historyRetention == .seconds(30 * 86_400))
    #expect(found.log.level == .info)
    #expect(found.log.format == .auto)
  }

  @Test func everyKeyReachesItsSetting() throws {
    let found = try settings(
      """
      {
        "engine": {
          "host": "tcp://dock.example:2376",
          "tls": {"ca": "cert.pem", "cert": "cert.pem", "key": "key.pem"},
          "requestTimeout": "2s",
          "reconcileInterval": "1m30s"
        },
        "host": "rack-7",
        "http": {"listen": "[::1]:0"},
        "state": {"historyRetention": "1d12h"},
        "watch": {
          "include": [{"name": "web-*"}, {"image": "registry/*"}],
          "exclude": [{"label": "test"}, {"label": "team=a=*"}]
        },
        "metrics": {"containerLabels": ["team", "com.example/owner"], "removedRetention": "0s"},
        "log": {"level": "debug", "format": "json"}
      }
      """, environment: credentials)
    #expect(found.engine.host == "tcp://dock.example:2376")
    #expect(found.engine.tls == Settings.TLS(ca: credential("cert.pem"), cert: credential("cert.pem"), key: credential("key.pem")))
    #expect(found.engine.requestTimeout == .seconds(2))
    #expect(found.engine.reconcileInterval == .seconds(90))
    #expect(found.host == "rack-7")
    #expect(found.http.listen == .tcp(host: "::1", port: 0))
    #expect(found.state.historyRetention == .seconds(36 * 3600))
    #expect(found.watch.include == [.name(Glob("web-*")), .image(Glob("registry/*"))])
    #expect(found.watch.exclude == [.label("test"), .labelValue("team", Glob("a=*"))])
    #expect(found.metrics.containerLabels == ["team", "com.example/owner"])
    #expect(found.metrics.removedRetention == .zero)
    #expect(found.log.level == .debug)
    #expect(found.log.format == .json)
  }

  @Test(arguments: [
    ("127.0.0.1:9377", ListenAddress.tcp(host: "127.0.0.1", port: 9377)), ("localhost:0", .tcp(host: "localhost", port: 0)),
    ("[::]:65535", .tcp(host: "::", port: 65535)), ("[fe80::1%eth0]:80", .tcp(host: "fe80::1%eth0", port: 80)),
    ("unix:///run/dogwatch/http.sock", .unix(path: "/run/dogwatch/http.sock")),
  ])
  func listenAddressIsReadAndWrittenAlike(_ text: String, _ address: ListenAddress) throws {
    #expect(try settings("{\"http\": {\"listen\": \"\(text)\"}}").http.listen == address)
    #expect(address.description == text)
  }

  @Test(arguments: ["unix:///var/run/docker.sock", "tcp://dock:2375", "tcp://dock", "tcp://[fd00::1]:2376", "tcp://10.0.0.1:2375/"])
  func engineHostIsCarriedAsGiven(_ host: String) throws {
    #expect(try settings("{\"engine\": {\"host\": \"\(host)\"}}").engine.host == host)
  }

  @Test(arguments: [
    ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("10m", .seconds(600)), ("1m500ms", .milliseconds(60_500)),
    ("0d0h5s", .seconds(5)),
    ("090s", .seconds(90)),
  ])
  func durationIsReadToTheMillisecond(_ text: String, _ duration: Duration) throws {
    #expect(try settings("{\"engine\": {\"requestTimeout\": \"\(text)\"}}").engine.requestTimeout == duration)
  }

  @Test func defaultRetentionOnMetricsDoesNotOutlastTheHistory() throws {
    let found = try settings(#"{"state": {"historyRetention": "1m"}, "metrics": {"containerLabels": []}}"#)
    #expect(found.metrics.removedRetention == .seconds(60))
  }
}
