// What a command that runs for long demands first of all.

import ArgumentParser
import DogwatchDaemon

extension StartingNeeds {
  /// Ends the command when what the daemon needs cannot be had. To be called before anything is opened or started.
  static func demand() throws {
    raiseDescriptorLimit()
    do {
      try check()
    } catch {
      StandardError.print("\(error)")
      let supervision = Supervision(environment: Environment.variables)
      supervision.notifier.tellFailure("\(error)", errno: error.errno)
      supervision.flush()
      throw ExitCode.failure
    }
  }
}
