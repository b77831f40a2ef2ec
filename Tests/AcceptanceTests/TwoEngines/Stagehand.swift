// Who carries out the steps of the script.

/// An engine on which the script can be played.
protocol Stagehand: Actor {
  /// What dogwatch is given as its engine's address.
  var host: String { get }
  func perform(_ deed: ScriptedStep.Deed) async throws
  func leave() async throws
}
