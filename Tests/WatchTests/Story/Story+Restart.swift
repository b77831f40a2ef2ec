// The watcher itself ends and begins again, with what it had written down; or the engine does.

import Watch

extension Story {
  /// The fleet as a later process would find it written down: hidden names it leaves on the shelf.
  var saved: SavedFleet {
    var fleet = fleet
    let all = fleet.takeEverything()
    return SavedFleet(
      head: all.head, containers: all.containers, names: all.names.filter { shelf == nil || $0.forgottenAt == nil },
      recentEvents: all.recentEvents.added, departed: all.departed.added)
  }

  /// The watcher is killed: nothing of what happens reaches anybody until `begin`.
  mutating func kill() -> SavedFleet {
    stream = .closed
    faults?.streamEnded()
    requests.removeAll()
    held.removeAll()
    isWatching = false
    return saved
  }

  /// It begins again. `isSameBoot` false: the host's uptimes have begun anew, which the story shows by moving what was saved.
  mutating func begin(with saved: SavedFleet) {
    fleet = Fleet(settings: fleet.settings, restoring: saved, at: arrival, isSameBoot: true)
    shelf?.recallAwaited(&watchman, kept, at: arrival)
    requests.removeAll()
    isWatching = true
  }

  /// The same, and with it the book, read from what was kept row by row.
  mutating func beginAgain(with saved: SavedFleet) {
    let fleet = Fleet(settings: fleet.settings, restoring: saved, at: arrival, isSameBoot: true)
    let jump = WallClock.jump(from: saved.head.savedAt, to: arrival)
    let state = kept.state(host: book.host, of: fleet, letsGo: shelf != nil)
    let book = AlertBook(settings: book.settings, host: "localhost", restoring: state.moved(by: jump))
    watchman = Watchman(fleet: fleet, book: book)
    hear(StoreNews.writable)
    shelf?.recallAwaited(&watchman, kept, at: arrival)
    requests.removeAll()
    isWatching = true
    engine.tick()
    observe(.deadline)
  }

  // MARK: The host

  /// The host sleeps, and all that runs on it.
  mutating func sleep(_ seconds: Double) {
    let nanoseconds = Int64(seconds * 1e9)
    engine.tick(nanoseconds)
    for index in requests.indices { requests[index].dueAt = requests[index].dueAt.advanced(by: nanoseconds) }
    for (id, container) in engine.containers { engine.containers[id]?.restartAt = container.restartAt?.advanced(by: nanoseconds) }
  }

  // MARK: The engine

  /// The stream breaks, the engine is out of reach for ten seconds, and something happens meanwhile; its ring then holds what it did at boot.
  mutating func restartEngine(liveRestore: Bool = false, boot: (inout ModelEngine) -> Void) {
    disconnect(.ended)
    failToConnect()
    wait(10)
    engine.ring.removeAll()
    boot(&engine)
    answering = .after(seconds: 0.005)
    connect(restarted: true, past: engine.ring, liveRestore: liveRestore)
  }

  /// The stream is lost and there again, and no list is answered yet: events arrive, and nothing is judged.
  mutating func beBlind() {
    disconnect()
    isListing = false
    connect()
  }

  /// The watcher is killed and begins again at once, fleet and alerts with what each had written down; lists are answered.
  mutating func beginAgain() {
    begin(with: kill())
    replaceBook()
    isListing = true
    connect(past: engine.ring)
  }
}
