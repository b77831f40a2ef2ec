// Where the process begins.

import ArgumentParser
import DogwatchDaemon
import Glibc

@main
enum Program {
  /// On the main thread: a thread of the pool that allocates first would have an arena of malloc of its own for ever.
  @MainActor static func main() async {
    ProcessFrugality.apply()
    // libdispatch asks for a priority for each of its threads, and would tell the journal of each that it may not have it (src/init.c).
    setenv("LIBDISPATCH_LOG", "NO", 0)
    do {
      var command = try Dogwatch.command()
      // Before the first thread of the pool is wanted: a process that cannot have it would wait without a word.
      if command is Run || command is Record { try StartingNeeds.demand() }
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch {
      Dogwatch.exit(withError: error)
    }
  }
}
