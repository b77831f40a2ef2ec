// What an engine says when it is connected to, and what that tells the core.

import DockerEngine
import Endpoints
import Watch

/// An engine's first answers on a connection.
struct Greeting: Sendable {
  var ping: PingAnswer
  var info: EngineInfo
  /// Everything the ring holds, of all types.
  var ring: RingAnswer
  var listener: ListeningProcess?
  var engineTime: Timestamp

  /// What follows from a greeting.
  struct Meaning: Sendable {
    var connection: Connection
    /// What the ring tells beside what is known.
    var news: [EngineEvent]
    /// Those of them that were never counted.
    var tally = EventTally()
    /// Events that the stream repeats, though the ring told them.
    var repeated: Set<EngineEvent>

    var observations: [Observation.Content] { [.connected(connection)] + news.map { .past($0) } }
  }

  /// The engine's clock: exact in /info, whole seconds in the headers.
  static func engineTime(_ ping: PingAnswer, _ info: EngineInfo) -> Timestamp {
    info.systemTime ?? ping.engineTime ?? .now()
  }

  /// From when on the stream is asked for. An event may slip between the ring's answer and the subscription, which comes after the stream's
  /// headers, and order by time is not strict; but what came before the first connect is part of what is found there.
  static func streamSince(_ engineTime: Timestamp, _ memory: EngineMemory) -> Timestamp {
    memory.lastTime == nil ? engineTime : engineTime.advanced(by: -5_000_000_000)
  }

  /// Compares with what is remembered, and remembers this connection.
  func heard(by memory: inout EngineMemory, at uptime: Uptime) -> Meaning {
    let verdict = memory.compare(with: ring, listener: listener, engineTime: engineTime, at: uptime)
    let since = Self.streamSince(engineTime, memory)
    var meaning = Meaning(
      connection: Connection(
        engine: EngineDescription(
          name: info.name, version: info.version, apiVersion: "\(ping.apiVersion)", liveRestore: info.liveRestore),
        engineTime: engineTime, engineRestarted: verdict.engineRestarted, isContinuous: verdict.isContinuous),
      news: [], repeated: Set(ring.events.filter { $0.time >= since }))
    if let lastTime = memory.lastTime {
      let newsSince = memory.newsSince(engineTime)
      // The stream would bring no actions that we do not follow.
      meaning.news = ring.events.filter { $0.action != .other && (verdict.engineRestarted || $0.time >= newsSince) }
      for event in meaning.news where verdict.engineRestarted || event.time > lastTime { meaning.tally.count(event.action) }
    }
    memory.connected(ring, listener: listener, engineTime: engineTime)
    return meaning
  }
}
