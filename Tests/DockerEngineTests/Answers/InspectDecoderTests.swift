import Testing
import Watch

@testable import DockerEngine

@Suite struct InspectDecoderTests {
  private func decode(_ body: String) throws -> Inspection {
    try Array(body.utf8).withUnsafeBytes { try InspectDecoder.decode($0) }
  }

  private func decode(state: String = "{}", config: String = "{}", hostConfig: String = "{}") throws -> Inspection {
    try decode(#"{"Id":"abc","Name":"/web","State":\#(state),"Config":\#(config),"HostConfig":\#(hostConfig)}"#)
  }

  @Test func inspectOfEngine20IsReadWhole() throws {
    let inspection = try decode(
      """
      {"Id":"abc","Created":"2026-01-02T03:04:05.1Z","Path":"sh","Args":["-c","exit 1"],
       "State":{"Status":"restarting","Running":true,"Paused":false,"Restarting":true,"OOMKilled":true,"Dead":false,"Pid":0,"ExitCode":137,
         "Error":"boom","StartedAt":"2026-01-02T03:04:06.123456789Z","FinishedAt":"2026-01-02T03:04:07Z",
         "Health":{"Status":"unhealthy","FailingStreak":4,"Log":[
           {"Start":"2026-01-02T03:04:06.5Z","End":"2026-01-02T03:04:06.6Z","ExitCode":0,"Output":"old"},
           {"Start":"2026-01-02T04:04:06.5+01:00","End":"2026-01-02T03:04:06.8Z","ExitCode":1,"Output":"no route\\n"}]}},
       "Image":"sha256:1","Name":"/web","RestartCount":3,"Driver":"overlay2","MountLabel":"",
       "HostConfig":{"Binds":null,"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":5},"AutoRemove":false,"Memory":16777216},
       "Config":{"Hostname":"h","AttachStdin":true,"Image":"nginx:1.27","StopSignal":"SIGQUIT","StopTimeout":30,
         "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":1000000000,"Timeout":2000000000,"StartPeriod":3000000000,"Retries":2},
         "Labels":{"com.docker.compose.project":"shop","empty":""}}}
      """)
    let probe = HealthReport.Probe(
      start: Timestamp(rfc3339: "2026-01-02T03:04:06.5Z"), end: Timestamp(rfc3339: "2026-01-02T03:04:06.8Z"), exitCode: 1,
      output: "no route\n")
    let expected = Inspection(
      id: ContainerID("abc"), name: ContainerName("web"), image: "nginx:1.27",
      state: .init(
        status: .restarting, exitCode: 137, error: "boom", oomKilled: true, startedAt: Timestamp(rfc3339: "2026-01-02T03:04:06.123456789Z"),
        finishedAt: Timestamp(rfc3339: "2026-01-02T03:04:07Z"),
        health: HealthReport(status: .unhealthy, failingStreak: 4, lastProbe: probe)),
      restartCount: 3, restartPolicy: .onFailure(maximumRetryCount: 5), autoRemove: false, stopSignal: 3, stopTimeout: 30,
      memoryLimit: 16_777_216, attachStdin: true,
      healthcheck: Healthcheck(interval: 1_000_000_000, timeout: 2_000_000_000, startPeriod: 3_000_000_000, retries: 2),
      labels: ["com.docker.compose.project": "shop", "empty": ""])
    #expect(inspection == expected)
  }

  @Test func nullsAndMissingFieldsAreTheDefaults() throws {
    let nulls = try decode(
      """
      {"Id":"abc","Name":"/web","RestartCount":null,
       "State":{"Status":"running","Health":null,"Error":null,"StartedAt":null,"FinishedAt":"0001-01-01T00:00:00Z"},
       "HostConfig":{"RestartPolicy":{"Name":"","MaximumRetryCount":0},"Memory":0,"AutoRemove":null},
       "Config":{"Labels":null,"StopTimeout":null,"Healthcheck":null,"Image":null}}
      """)
    let expected = Inspection(
      id: ContainerID("abc"), name: ContainerName("web"), image: "", state: .init(status: .running), restartCount: 0, restartPolicy: .no)
    #expect(nulls == expected)
    #expect(try decode(#"{"Id":"abc","Name":"/web","State":{"Status":"running"}}"#) == expected)
    #expect(try decode(#"{"Id":"abc","Name":"/web","State":{"Status":"running"},"Config":null,"HostConfig":null}"#) == expected)
  }

  @Test func fieldsOfAnotherKindArePassedOver() throws {
    let odd = try decode(
      #"{"Id":"abc","Name":"/web","RestartCount":1.5,"State":{"Status":"exited","ExitCode":"x","Health":[]},"Config":7,"HostConfig":[]}"#)
    #expect(odd.state == .init(status: .exited))
  }

  @Test(arguments: [
    (#"{"Running":true,"Paused":true}"#, ContainerState.paused), (#"{"Running":true,"Restarting":true}"#, .restarting),
    (#"{"Running":true}"#, .running), (#"{"Dead":true}"#, .dead), (#"{"StartedAt":"0001-01-01T00:00:00Z"}"#, .created),
    (#"{"StartedAt":"2026-01-02T03:04:05Z"}"#, .exited), (#"{"Status":"configured"}"#, .created), (#"{"Status":"stopped"}"#, .exited),
    (#"{"Status":"melting","Running":true}"#, .running), (#"{"Status":"removing"}"#, .removing),
  ])
  func stateFollowsFromTheWordOrElseTheBooleans(state: String, expected: ContainerState) throws {
    #expect(try decode(state: state).state.status == expected)
  }

  @Test(arguments: ["null", "{}", #"{"Status":"none","FailingStreak":0,"Log":null}"#, #"{"Status":"","FailingStreak":0,"Log":[]}"#])
  func noHealthIsNone(health: String) throws {
    #expect(try decode(state: #"{"Status":"running","Health":\#(health)}"#).state.health == nil)
  }

  @Test func healthWithoutALogHasNoProbe() throws {
    let health = try decode(state: #"{"Health":{"Status":"starting","FailingStreak":0,"Log":null}}"#).state.health
    #expect(health == HealthReport(status: .starting))
  }

  @Test(arguments: ["null", "{}", #"{"Test":null}"#, #"{"Test":[]}"#, #"{"Test":["NONE"]}"#, #"{"Test":[""]}"#])
  func noTestIsNoHealthcheck(healthcheck: String) throws {
    #expect(try decode(config: #"{"Healthcheck":\#(healthcheck)}"#).healthcheck == nil)
  }

  @Test func zerosOfAHealthcheckAreTheEnginesDefaults() throws {
    let zeros = #"{"Test":["CMD","true"],"Interval":0,"Timeout":0,"StartPeriod":0,"Retries":0,"StartInterval":0}"#
    #expect(try decode(config: #"{"Healthcheck":\#(zeros)}"#).healthcheck == Healthcheck())
    #expect(try decode(config: #"{"Healthcheck":{"Test":["CMD","true"]}}"#).healthcheck == Healthcheck())
    #expect(Healthcheck().interval == 30_000_000_000)
  }

  @Test(arguments: [
    ("no", 0, RestartPolicy.no), ("", 0, .no), ("always", 0, .always), ("unless-stopped", 0, .unlessStopped),
    ("on-failure", 0, .onFailure(maximumRetryCount: 0)), ("on-failure", 3, .onFailure(maximumRetryCount: 3)), ("someday", 1, .no),
  ])
  func restartPolicyIsKnownByItsName(name: String, count: Int, policy: RestartPolicy) throws {
    #expect(try decode(hostConfig: #"{"RestartPolicy":{"MaximumRetryCount":\#(count),"Name":"\#(name)"}}"#).restartPolicy == policy)
  }

  @Test func probeOutputOfAnyBytesSurvives() throws {
    let health = #"{"Status":"unhealthy","Log":[{"ExitCode":1,"Output":"a\ud800\u0000\u001b[31m"}]}"#
    #expect(try decode(state: "{\"Health\":\(health)}").state.health?.lastProbe?.output == "a\u{FFFD}\u{0}\u{1B}[31m")
  }

  @Test(arguments: ["{}", "[]", "null", #"{"Id":"a"}"#, #"{"State":{}}"#, #"{"Id":"a","State":null}"#, #"{"message":"no"}"#])
  func bodyWithoutIdOrStateIsAnError(body: String) {
    #expect(throws: (any Error).self) { try decode(body) }
  }
}
