import Settings
import Testing

@Suite struct StateDirectoryTests {
  @Test(arguments: [
    (["STATE_DIRECTORY": "/var/lib/dogwatch:/var/lib/other", "HOME": "/root"], "/var/lib/dogwatch"),
    (["XDG_STATE_HOME": "/home/me/state", "HOME": "/home/me"], "/home/me/state/dogwatch"),
    (["XDG_STATE_HOME": "relative", "HOME": "/home/me"], "/home/me/.local/state/dogwatch"), ([:], nil),
  ])
  func environmentSaysWhereUnlessTheConfigurationDoes(_ environment: [String: String], _ directory: String?) throws {
    #expect(Settings.State().directory(environment: environment) == directory)
    let set = try settings(#"{"state": {"directory": "/srv/state"}}"#).state
    #expect(set.directory(environment: environment) == "/srv/state")
  }
}
