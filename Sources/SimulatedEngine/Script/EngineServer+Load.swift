// A load in real time.

extension EngineServer {
  /// Lets events happen at about that rate for that long, written in batches; waits while a reader cannot follow, so that nothing is lost.
  /// Returns how many events there were.
  public func play(_ load: EngineLoad, eventsPerSecond: Int, for length: Duration) async -> Int {
    var load = load
    let clock = ContinuousClock()
    let beginning = clock.now
    let first = read { $0.engine.eventCount }
    var count = 0
    while clock.now - beginning < length, !Task.isCancelled {
      let due = Int(Double((clock.now - beginning).nanoseconds) / 1e9 * Double(eventsPerSecond))
      if isDrained, count < due {
        let target = first + min(due, count + Self.largestBatch)
        load = change { simulation in
          var load = load
          while simulation.engine.eventCount < target, Self.step(&load, &simulation.engine) {}
          return load
        }
      }
      count = read { $0.engine.eventCount } - first
      if count < due, isDrained { continue }
      try? await Task.sleep(for: .milliseconds(2))
    }
    return count
  }

  /// Lets that many events happen as fast as they can, whether readers follow or not.
  public func burst(_ load: EngineLoad, events: Int) async {
    var load = load
    let target = read { $0.engine.eventCount } + events
    while read({ $0.engine.eventCount }) < target, !Task.isCancelled {
      load = change { simulation in
        var load = load
        let end = min(target, simulation.engine.eventCount + Self.largestBatch)
        while simulation.engine.eventCount < end, Self.step(&load, &simulation.engine) {}
        return load
      }
      await Task.yield()
    }
  }

  /// Events made at once; between batches the readers are looked after.
  private static let largestBatch = 1000

  /// One step; false when it caused no event, as when every container is busy.
  private static func step(_ load: inout EngineLoad, _ engine: inout Engine) -> Bool {
    let before = engine.eventCount
    for _ in 0..<64 where engine.eventCount == before { load.step(&engine) }
    return engine.eventCount > before
  }
}
