// What a script of chaos is made of.

/// One thing that is done, to a container or to what lies around it.
enum ChaosStep: Sendable, CustomStringConvertible {
  case deed(ChaosDeed, on: String)
  case begin(ChaosFault)
  case end(ChaosFault)
  case pause(milliseconds: Int)

  var description: String {
    switch self {
    case .deed(let deed, let name): "\(name): \(deed)"
    case .begin(let fault): "\(fault) begins"
    case .end(let fault): "\(fault) ends"
    case .pause(let milliseconds): "\(milliseconds) ms pass"
    }
  }
}

/// What happens to a container.
enum ChaosDeed: Sendable, Hashable {
  /// Its program exits by itself with that code.
  case exit(Int)
  /// Its program asks for more memory than it may have.
  case outOfMemory
  /// Somebody on the host sends its program a signal, past the engine.
  case strike(signal: String)
  /// What people do through the API.
  case start, stop, kill, hangUp, restart, pause, unpause, recreate, remove
  /// What its health check will find.
  case sicken, heal
}

/// What goes wrong around the containers.
enum ChaosFault: String, Sendable, CaseIterable {
  case engineStopped, engineKilled, engineFrozen
  case watcherKilled, watcherStopped, watcherFrozen
  case lineCut, lineStalled, lineThrottled, lineHalfClosed
  case diskFull
  case receiverRefuses, receiverSilent, receiverBreaksOff

  /// Two of one realm do not go together.
  enum Realm: Sendable {
    case engine, watcher, line, disk, receiver
  }

  var realm: Realm {
    switch self {
    case .engineStopped, .engineKilled, .engineFrozen: .engine
    case .watcherKilled, .watcherStopped, .watcherFrozen: .watcher
    case .lineCut, .lineStalled, .lineThrottled, .lineHalfClosed: .line
    case .diskFull: .disk
    case .receiverRefuses, .receiverSilent, .receiverBreaksOff: .receiver
    }
  }

  /// What cannot be written is lost with the process: nothing exact can be asked then.
  func goes(with other: ChaosFault) -> Bool {
    realm != other.realm && Set([realm, other.realm]) != [.disk, .watcher]
  }
}
