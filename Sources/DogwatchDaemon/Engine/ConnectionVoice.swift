// What the log says about the connection: each state once, not each attempt.

import DockerEngine
import Logging
import Watch

/// Tells of the connection to the engine.
struct ConnectionVoice {
  let logger: Logger
  /// Reasons of failure told since the last connection.
  private var told: Set<String> = []
  private var attempts = 0

  /// More different reasons than that are not told apart.
  private static let mostReasons = 16

  init(logger: Logger) {
    self.logger = logger
  }

  mutating func connected(_ opened: EventPump.Opened) {
    let engine = opened.greeting.connection.engine
    logger.info("following Docker Engine \(engine.version) (API \(engine.apiVersion)) of \(engine.name) at \(opened.host)")
    told = []
    attempts = 0
  }

  /// Says a new reason at once, and every few minutes that it is still so.
  mutating func failed(_ error: EngineError) {
    attempts += 1
    let message = error.description
    if told.count < Self.mostReasons, told.insert(message).inserted {
      logger.error("no engine: \(message); trying again until there is one")
    } else if attempts % 60 == 0 {
      logger.error("still no engine after \(attempts) attempts: \(message)")
    }
  }

  func disconnected(_ end: Disconnection, malformed: EventReading.Malformed) {
    if let line = malformed.first {
      logger.warning("\(malformed.count) lines of the stream were no events, the first: \(line.reason): \(line.excerpt)")
    }
    switch end.cause {
    case .ended: logger.notice("the event stream ended: \(end.message); connecting again")
    case .broken, .silent, .overflow: logger.warning("the event stream is lost: \(end.message); connecting again")
    }
  }
}
