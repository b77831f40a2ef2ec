import Testing
import Watch

@Suite struct ContainerSelectorTests {
  private func watches(_ selection: WatchSelection, _ name: String = "web-1", labels: [String: String] = [:]) -> Bool {
    selection.contains(name: name, image: "nginx:1.27", labels: labels)
  }

  @Test func emptySelectionWatchesAll() {
    #expect(watches(WatchSelection()))
  }

  @Test func onlyWhatIsIncludedIsWatched() {
    let selection = WatchSelection(include: [.name(Glob("web-*")), .label("watch.me")])
    #expect(watches(selection))
    #expect(!watches(selection, "db"))
    #expect(watches(selection, "db", labels: ["watch.me": ""]))
  }

  @Test func excludeWinsOverInclude() {
    let selection = WatchSelection(include: [.name(Glob("web-*"))], exclude: [.image(Glob("nginx:*"))])
    #expect(!watches(selection))
  }

  @Test func labelsAreComparedByKeyAndByValue() {
    let selection = WatchSelection(exclude: [.labelValue("com.docker.compose.project", Glob("test-*"))])
    #expect(watches(selection))
    #expect(watches(selection, labels: ["com.docker.compose.project": "shop"]))
    #expect(!watches(selection, labels: ["com.docker.compose.project": "test-7"]))
  }

  @Test func containerThatOptsOutIsNotWatched() {
    #expect(!watches(WatchSelection(include: [.name(Glob("*"))]), labels: ["dogwatch.enable": "false"]))
    #expect(watches(WatchSelection(), labels: ["dogwatch.enable": "true"]))
  }
}
