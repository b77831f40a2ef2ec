import Testing
import Watch

@testable import DockerEngine

@Suite struct ListDecoderTests {
  private func decode(_ body: String) throws -> (rows: [Listing.Row], skipped: Int) {
    try Array(body.utf8).withUnsafeBytes { try ListDecoder.decode($0) }
  }

  /// A row as engines 20.10 to 28 write it.
  private func row(names: String = #"["/web"]"#, state: String = "running", status: String, more: String = "") -> String {
    """
    {"Id":"abc","Names":\(names),"Image":"nginx","ImageID":"sha256:1","Command":"nginx -g","Created":1700000000,"Ports":[],\
    "Labels":{"a":"b"},"State":"\(state)","Status":"\(status)","HostConfig":{"NetworkMode":"default"},\
    "NetworkSettings":{"Networks":{}},"Mounts":[]\(more)}
    """
  }

  @Test(arguments: [
    ("Up 5 minutes (healthy)", Health.healthy), ("Up 5 minutes (unhealthy)", .unhealthy), ("Up 1 second (health: starting)", .starting),
    ("Up 5 minutes", nil), ("Up 5 minutes (Paused)", nil), ("Exited (137) 3 hours ago", nil), ("Restarting (1) 2 seconds ago", nil),
    ("Created", nil), ("", nil),
  ])
  func healthIsReadFromTheStatusText(status: String, health: Health?) throws {
    let rows = try decode("[\(row(status: status))]").rows
    #expect(rows == [.init(id: ContainerID("abc"), name: ContainerName("web"), state: .running, health: health)])
  }

  @Test(arguments: [("healthy", Health.healthy), ("unhealthy", .unhealthy), ("starting", .starting), ("none", Health.none)])
  func healthOfAnEngineFrom29OnIsReadFromItsField(word: String, health: Health) throws {
    let field = #","Health":{"Status":"\#(word)","FailingStreak":0}"#
    #expect(try decode("[\(row(status: "Up 5 minutes", more: field))]").rows.first?.health == health)
  }

  @Test(arguments: ContainerState.allCases) func stateIsTheEnginesWord(state: ContainerState) throws {
    #expect(try decode("[\(row(state: state.rawValue, status: ""))]").rows.first?.state == state)
  }

  @Test func unknownStateLeavesTheRow() throws {
    #expect(try decode("[\(row(state: "melting", status: ""))]").rows.first?.state == .some(nil))
  }

  @Test func linksAreNotTakenForTheName() throws {
    #expect(try decode("[\(row(names: #"["/app/db","/web","/other/alias"]"#, status: ""))]").rows.first?.name == ContainerName("web"))
  }

  @Test func rowWithoutIdOrNameIsSkippedAndCounted() throws {
    let good = row(status: "Up")
    let body = "[\(row(names: "null", status: "")),\(good),{},null,7,{\"Id\":5,\"Names\":[\"/x\"]},\(row(names: "[]", status: ""))]"
    let (rows, skipped) = try decode(body)
    #expect(rows.count == 1)
    #expect(skipped == 6)
  }

  @Test func noContainersAreAnEmptyList() throws {
    #expect(try decode("[]").rows.isEmpty)
    #expect(try decode("null\n").rows.isEmpty)
  }

  @Test func anotherBodyIsAnError() {
    #expect(throws: (any Error).self) { try decode("{}") }
    #expect(throws: (any Error).self) { try decode("[") }
  }
}
