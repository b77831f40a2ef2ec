// What is fuzzed: everything that reads what others write.

/// A reader of foreign bytes. It traps when one of its promises does not hold; libFuzzer and the replay of the corpora watch for that.
public struct FuzzTarget: Sendable {
  /// Also the name of the folder of its corpus.
  public let name: String
  public let run: @Sendable (UnsafeRawBufferPointer) -> Void

  public static let all: [FuzzTarget] = [
    FuzzTarget(name: "events", run: EventLines.run),
    FuzzTarget(name: "list", run: EngineBodies.list),
    FuzzTarget(name: "inspect", run: EngineBodies.inspect),
    FuzzTarget(name: "info", run: EngineBodies.info),
    FuzzTarget(name: "configuration", run: ConfigurationText.run),
    FuzzTarget(name: "labels", run: ContainerLabelTexts.run),
    FuzzTarget(name: "recording", run: RecordingText.run),
    FuzzTarget(name: "placeholders", run: Bodies.run),
    FuzzTarget(name: "rows", run: SavedRows.run),
    FuzzTarget(name: "database", run: DatabasePages.run),
    FuzzTarget(name: "requests", run: ListenerRequests.run),
    FuzzTarget(name: "answers", run: ReceiverAnswers.run),
  ]
}
