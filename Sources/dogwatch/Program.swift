// Where the process begins.

import ArgumentParser
import DogwatchDaemon

@main
enum Program {
  /// On the main thread: a thread of the pool that allocates first would have an arena of malloc of its own for ever.
  @MainActor static func main() async {
    ProcessFrugality.apply()
    await Dogwatch.main()
  }
}
