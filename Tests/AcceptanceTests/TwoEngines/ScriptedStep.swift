// One thing that is done to an engine, whichever it is, and what dogwatch must say of it.

/// A step of the script that is played on the real and on the simulated engine.
struct ScriptedStep: Sendable {
  var deed: Deed
  /// What must be told next, by container name; the empty name is the engine itself,
  /// and `ID_` stands for the digits of a temporary name. Later steps wait for it.
  var told: [String: [String]]

  init(_ deed: Deed, _ told: KeyValuePairs<String, [String]> = [:]) {
    self.deed = deed
    self.told = Dictionary(uniqueKeysWithValues: told.map { ($0.key, $0.value) })
  }

  enum Deed: Sendable {
    case create(String, ContainerSpec)
    case start(String)
    /// A start that the engine must refuse.
    case startInVain(String)
    case stop(String)
    case kill(String, signal: Int)
    case restart(String)
    case pause(String)
    case unpause(String)
    case rename(String, to: String)
    case remove(String)
    /// As compose does: a new one is made under a temporary name, and then takes the old one's place.
    case createReplacement(String)
    case replace(String)
    /// The program ends by itself.
    case exit(String, code: Int)
    /// Its health check fails from now on, or holds again.
    case sicken(String)
    case heal(String)
    /// What it needs for its next start is taken away.
    case breakStart(String)
    /// Waits until it is in the back-off before that restart.
    case awaitBackOff(String, restart: Int)
    /// SIGTERM to the engine, SIGKILL to it alone, or the end of the whole host; and its return.
    case engineStop, engineKill, hostCrash
    case engineBoot
  }
}
