// A script played in real time.

extension EngineServer {
  /// Plays a script until its end or until the task is cancelled; `announce` gets what the script says before a deed.
  public func play(_ script: Script, announce: (String) -> Void = { _ in }) async {
    let beginning = ContinuousClock.now
    for step in script.steps {
      do {
        try await Task.sleep(until: beginning + step.at)
      } catch {
        return
      }
      if let announcement = step.announcement { announce(announcement) }
      // A visitor may have changed what the script counts on, such as by removing a container; the story goes on without it.
      change { simulation in try? step.deed(&simulation) }
    }
  }
}
