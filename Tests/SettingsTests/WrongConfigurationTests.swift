import JSON
import Settings
import Testing

@Suite struct WrongConfigurationTests {
  @Test(arguments: [
    (#"{"engin": {}}"#, #"engin: unknown key (did you mean "engine"?)"#),
    (#"{"Engine": {}}"#, #"Engine: unknown key (did you mean "engine"?)"#),
    (#"{"engine": {"timeout": "5s"}}"#, "engine.timeout: unknown key (one of host, tls, requestTimeout, reconcileInterval)"),
    (#"{"engine": {"request_timeout": "5s"}}"#, #"engine.request_timeout: unknown key (did you mean "requestTimeout"?)"#),
    (
      #"{"colour": true}"#,
      "colour: unknown key (one of engine, host, http, state, watch, metrics, alerts, heartbeat, webhooks, log)"
    ),
    (#"{"log.level": "info"}"#, #"log.level: unknown key (write it nested: {"log": {"level": …}})"#),
    (#"{"": 1}"#, #""": unknown key (one of engine, host, http, state, watch, metrics, alerts, heartbeat, webhooks, log)"#),
    (#"{"log": {"level": "inof"}}"#, #"log.level: unknown "inof" (did you mean "info"?)"#),
    (#"{"log": {"level": "INFO"}}"#, #"log.level: unknown "INFO" (did you mean "info"?)"#),
    (
      #"{"log": {"level": "verbose"}}"#,
      #"log.level: unknown "verbose" (one of trace, debug, info, notice, warning, error, critical)"#
    ),
    (#"{"log": {"format": "jsn"}}"#, #"log.format: unknown "jsn" (did you mean "json"?)"#),
    (
      #"{"log": {"level": 3}}"#,
      "log.level: a number where a string is wanted (one of trace, debug, info, notice, warning, error, critical)"
    ),
    (#"{"log": "info"}"#, "log: a string where an object is wanted ({ … })"),
    (#"[]"#, "configuration: a list where an object is wanted ({ … })"),
    (#"{"host": null}"#, "host: null where a string is wanted (leave the key out for the default)"),
    (#"{"host": ""}"#, "host: empty (the name of this machine in alerts)"),
    (#"{"host": "a\nb"}"#, "host: \"a\u{FFFD}b\" has a control character in it (the name of this machine in alerts)"),
    ("{\"host\": \"a\",\n\"host\": \"b\"}", "host: given twice (the first time in line 1, again in line 2)"),
    (
      #"{"engine": {"requestTimeout": 5}}"#,
      #"engine.requestTimeout: a number where a string is wanted (such as "500ms", "30s", "10m", "1h30m" or "30d")"#
    ),
    (#"{"engine": {"requestTimeout": "5"}}"#, #"engine.requestTimeout: "5" has no unit (such as "500ms", "30s", "10m", "1h30m" or "30d")"#),
    (
      #"{"engine": {"requestTimeout": "5 s"}}"#,
      #"engine.requestTimeout: "5 s" is no duration (such as "500ms", "30s", "10m", "1h30m" or "30d")"#
    ),
    (#"{"engine": {"requestTimeout": "0s"}}"#, #"engine.requestTimeout: "0s" is too short (100ms to 10m)"#),
    (
      #"{"engine": {"requestTimeout": "-5s"}}"#,
      #"engine.requestTimeout: "-5s" is negative (such as "500ms", "30s", "10m", "1h30m" or "30d")"#
    ),
    (#"{"engine": {"reconcileInterval": "1h"}}"#, #"engine.reconcileInterval: "1h" is too long (100ms to 10m)"#),
    (
      #"{"engine": {"reconcileInterval": "1.5m"}}"#,
      #"engine.reconcileInterval: "1.5m" has a fraction (whole numbers, such as "1h30m" or "1500ms")"#
    ),
    (#"{"state": {"historyRetention": "4w"}}"#, #"state.historyRetention: "4w" has an unknown unit "w" (d, h, m, s or ms)"#),
    (
      #"{"state": {"historyRetention": "30m1h"}}"#,
      #"state.historyRetention: "30m1h" has its units out of order (the longest first, each once, such as "1h30m")"#
    ),
    (
      #"{"state": {"historyRetention": "99999999999999999999d"}}"#,
      #"state.historyRetention: "99999999999999999999d" is too long (such as "500ms", "30s", "10m", "1h30m" or "30d")"#
    ),
    (
      #"{"state": {"historyRetention": "1m"}, "metrics": {"removedRetention": "5m"}}"#,
      "metrics.removedRetention: longer than state.historyRetention (at most 1m)"
    ),
    (
      #"{"engine": {"host": "/var/run/docker.sock"}}"#,
      #"engine.host: "/var/run/docker.sock" has no scheme (write "unix:///var/run/docker.sock")"#
    ),
    (#"{"engine": {"host": "http://dock:2375"}}"#, #"engine.host: "http://" is not how engines are named (write "tcp://dock:2375")"#),
    (
      #"{"engine": {"host": "https://dock:2376"}}"#,
      #"engine.host: "https://" is not how engines are named (write "tcp://dock:2376" and engine.tls)"#
    ),
    (
      #"{"engine": {"host": "ssh://me@dock"}}"#,
      #"engine.host: an engine behind ssh is not supported ("unix:///path" or "tcp://host:port")"#
    ),
    (
      #"{"webhooks": [{"name": "phone", "format": "ntfy", "url": "https://me@ntfy.sh/?x=/y"}]}"#,
      #"webhooks[0].url: it names no topic (such as "https://ntfy.sh/TOPIC")"#
    ),
    (
      #"{"engine": {"host": "unix://docker.sock"}}"#,
      #"engine.host: "unix://docker.sock" has no absolute path (such as "unix:///run/docker.sock")"#
    ),
    (#"{"engine": {"host": "tcp://dock:0"}}"#, "engine.host: port 0 is out of range (1 to 65535)"),
    (#"{"engine": {"host": "tcp://dock:http"}}"#, #"engine.host: "http" is no port (a number from 1 to 65535)"#),
    (#"{"engine": {"host": "dock"}}"#, #"engine.host: "dock" has no scheme ("unix:///path" or "tcp://host:port")"#),
    (
      #"{"engine": {"host": "unix:///d.sock", "tls": {}}}"#,
      #"engine.tls: of no use with a socket (only with "tcp://host:port")"#
    ),
    (
      #"{"http": {"listen": "9377"}}"#,
      #"http.listen: "9377" has no host ("127.0.0.1:9377" for this machine only, "0.0.0.0:9377" or "[::]:9377" for all)"#
    ),
    (
      #"{"http": {"listen": ":9377"}}"#,
      #"http.listen: ":9377" has no host ("127.0.0.1:9377" for this machine only, "0.0.0.0:9377" or "[::]:9377" for all)"#
    ),
    (#"{"http": {"listen": "localhost"}}"#, #"http.listen: "localhost" has no port (such as "localhost:9377")"#),
    (#"{"http": {"listen": "localhost:99999"}}"#, "http.listen: port 99999 is out of range (0 to 65535)"),
    (#"{"http": {"listen": "::1:9377"}}"#, #"http.listen: "::1:9377" is an IPv6 address without brackets (such as "[::1]:9377")"#),
    (
      #"{"http": {"listen": "http://localhost:9377"}}"#,
      #"http.listen: "http://localhost:9377" is no address to listen on ("host:port", "[::1]:port" or "unix:///path")"#
    ),
    (
      #"{"http": {"listen": "unix:dogwatch.sock"}}"#,
      #"http.listen: "unix:dogwatch.sock" has no absolute path (such as "unix:///run/dogwatch.sock")"#
    ),
    (#"{"http": {"listen": "*:9377"}}"#, #"http.listen: "*" is no host ("host:port", "[::1]:port" or "unix:///path")"#),
    (#"{"watch": {"include": {"name": "web"}}}"#, #"watch.include: an object where a list is wanted (such as [{"name": "web-*"}])"#),
    (
      #"{"watch": {"include": ["web-*"]}}"#,
      #"watch.include[0]: a string where an object is wanted ({"name": "web-*"}, {"image": "nginx:*"}, {"label": "key"} or {"label": "key=value-*"})"#
    ),
    (#"{"watch": {"exclude": [{"name": "a"}, {"nmae": "b"}]}}"#, #"watch.exclude[1].nmae: unknown key (did you mean "name"?)"#),
    (
      #"{"watch": {"exclude": [{}]}}"#,
      #"watch.exclude[0]: says nothing ({"name": "web-*"}, {"image": "nginx:*"}, {"label": "key"} or {"label": "key=value-*"})"#
    ),
    (
      #"{"watch": {"include": [{"name": "a", "image": "b"}]}}"#,
      "watch.include[0]: several conditions in one entry (one each; a container that fits any entry is meant)"
    ),
    (
      #"{"watch": {"include": [{"name": "a", "name": "b"}]}}"#,
      "watch.include[0].name: given twice (the first time in line 1, again in line 1)"
    ),
    (#"{"http": {"listen": ""}}"#, #"http.listen: empty ("host:port", "[::1]:port" or "unix:///path")"#),
    (
      #"{"http": {"listen": "[::1:80"}}"#,
      #"http.listen: "[::1:80" lacks the closing bracket ("host:port", "[::1]:port" or "unix:///path")"#
    ),
    (#"{"http": {"listen": "[web]:80"}}"#, #"http.listen: "web" is no IPv6 address ("host:port", "[::1]:port" or "unix:///path")"#),
    (#"{"engine": {"host": ""}}"#, #"engine.host: empty ("unix:///path" or "tcp://host:port")"#),
    (#"{"engine": {"host": "tcp://"}}"#, #"engine.host: "tcp://" has no host ("unix:///path" or "tcp://host:port")"#),
    (#"{"engine": {"host": "tcp://a b"}}"#, #"engine.host: "a b" is no host ("unix:///path" or "tcp://host:port")"#),
    (
      #"{"engine": {"host": "npipe:////./pipe"}}"#,
      #"engine.host: "npipe:////./pipe" has an unknown scheme ("unix:///path" or "tcp://host:port")"#
    ),
    (#"{"watch": {"include": [{"name": ""}]}}"#, #"watch.include[0].name: empty (a pattern such as "web-*")"#),
    (#"{"watch": {"include": [{"name": "/web"}]}}"#, #"watch.include[0].name: "/web" begins with "/" (names stand without it)"#),
    (#"{"watch": {"include": [{"label": "=x"}]}}"#, #"watch.include[0].label: "=x" has no key ("key" or "key=value-*")"#),
    (
      #"{"watch": {"include": [{"label": "com.*"}]}}"#,
      #"watch.include[0].label: "com.*" has a pattern in its key (patterns stand after "=" only)"#
    ),
    (
      #"{"metrics": {"containerLabels": "team"}}"#,
      #"metrics.containerLabels: a string where a list is wanted (such as ["com.example.team"])"#
    ),
    (
      #"{"metrics": {"containerLabels": ["team", 7]}}"#,
      "metrics.containerLabels[1]: a number where a string is wanted (the key of a label)"
    ),
    (#"{"metrics": {"containerLabels": ["team", "team"]}}"#, #"metrics.containerLabels[1]: "team" is given twice"#),
    ("", "config.json: line 1, column 1: there is nothing in it (an empty object is {})"),
    ("{\"log\": {},\n}", "config.json: line 1, column 11: a comma after the last entry (remove it)"),
    ("{} // end", "config.json: line 1, column 4: a comment (JSON has none: remove it)"),
    ("\u{FEFF}{}", "config.json: line 1, column 1: the text begins with a byte-order mark (save it as UTF-8 without BOM)"),
  ])
  func errorSaysWhatIsWrongAndWhatIsAllowed(_ text: String, _ sentence: String) {
    #expect(problems(text) == [sentence])
  }

  @Test func everyErrorIsFoundAtOnceInTheOrderOfTheFile() throws {
    let text = """
      {
        "log": {"level": "inof", "format": 1},
        "webhooks": [{}],
        "engine": {"host": "dock", "requestTimeout": "5"},
        "watch": {"include": [{"nam": "a"}, 7], "exclude": 1},
        "engine": {},
        "hots": "x"
      }
      """
    #expect(
      problems(text).map { $0.prefix { $0 != ":" } } == [
        "log.level", "log.format", "webhooks[0].name", "webhooks[0].url", "engine.host", "engine.requestTimeout", "watch.include[0].nam",
        "watch.include[1]",
        "watch.exclude", "engine", "hots",
      ])
    let errors = try #require(throws: SettingsErrors.self) { try settings(text) }
    #expect(errors.errors.map { $0.position?.line } == [2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 7])
    #expect(errors.description.split(separator: "\n").count == 11)
  }

  @Test func hostileTextCannotBreakTheLineOfAnError() {
    let found = problems(#"{"a\nb\u001b[31m\u202e": 1, "log": {"level": "x\r\ny"}}"#)
    #expect(found.count == 2)
    #expect(found.allSatisfy { !$0.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" } })
  }

  @Test func longValueIsCutInItsError() {
    let found = problems(#"{"log": {"level": ""# + String(repeating: "x", count: 100_000) + #""}}"#)
    #expect(found.count == 1)
    #expect(found[0].count < 250)
  }

  @Test func textThatIsNotUTF8IsBlamedAtItsByte() throws {
    let text = Array("{\n \"host\": \"caf".utf8) + [0xE9] + Array("\"}".utf8)
    let errors = try #require(throws: SettingsErrors.self) { try Settings.parse(text, name: "c.json", environment: [:]) }
    #expect(errors.description == "c.json: line 2, column 14: not UTF-8: byte 0xE9 (save the file as UTF-8)")
  }

  @Test func utf16IsNamed() throws {
    let errors = try #require(throws: SettingsErrors.self) { try Settings.parse([0xFF, 0xFE, 0x7B, 0], name: "c.json", environment: [:]) }
    #expect(errors.description == "c.json: line 1, column 1: the text is UTF-16 (save it as UTF-8)")
  }
}
