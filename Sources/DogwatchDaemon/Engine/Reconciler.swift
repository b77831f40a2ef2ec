// Lists and inspects, so that the core can compare what it believes with what is.

import DockerEngine
import Endpoints
import Logging
import ServiceLifecycle
import Watch

/// Lists after connecting, when asked, and at every interval; inspects what the core asks for, a few at a time.
struct Reconciler: Service {
  let tempo: EngineTempo
  let link: EngineLink
  let inspector: Inspector
  let rounds: ReconcileRounds
  let inbox: Inbox
  let control: EventPumpControl
  let metrics: DaemonMetrics
  let logger: Logger
  var progress = Progress()
  /// How long an engine may answer nothing until its stream is given up. Longer than it usually gives its containers to stop, when it takes no
  /// connections any more but the stream still tells of their ends (moby daemon/daemon.go: `ShutdownTimeout`).
  var patience = Duration.seconds(90)

  /// Inspect takes the container's lock in the engine: not too many at once.
  private static let inspectsAtOnce = 6

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskCancellationHandler {
        await withDiscardingTaskGroup { group in
          group.addTask { await listWhenWanted() }
          group.addTask { await askRegularly() }
          for _ in 0..<Self.inspectsAtOnce { group.addTask { await inspectWhatIsWanted() } }
        }
      } onCancel: {
        inspector.close()
      }
    }
  }

  private func askRegularly() async {
    while !Task.isCancelled {
      await tempo.waitForNextList()
      if link.isConnected { inspector.listNow() }
    }
  }

  private func listWhenWanted() async {
    let progress = progress.loop("reconciler")
    defer { progress.waits() }
    while await progress.waiting({ await inspector.listingWanted() }) {
      guard let client = link.client else { continue }
      let began = Uptime.now()
      do throws(EngineError) {
        let answer = try await progress.waiting { () throws(EngineError) in try await client.list() }
        if answer.skippedRows > 0 { logger.warning("\(answer.skippedRows) rows of the engine's list could not be read") }
        rounds.listed(began: began)
        inbox.put([.listed(answer.listing)])
      } catch {
        // A client that was let go says nothing of the engine.
        guard link.client === client, !Task.isCancelled else { continue }
        metrics.reconcileFailed()
        logger.debug("list failed: \(error)")
        await progress.waiting { await waitForSignOfLife(client, since: began) }
      }
    }
  }

  /// A stream that brings nothing may be that of an engine that hangs: only asking tells. A refusal is an answer; that stream ends by itself.
  private func waitForSignOfLife(_ client: EngineClient, since began: Uptime) async {
    while link.client === client, link.isConnected, control.heardAt < began, !Task.isCancelled {
      do throws(EngineError) {
        _ = try await client.ping()
        return
      } catch {
        guard error.isSilence else { return }
        if Uptime.now().since(began) >= patience.nanoseconds {
          return control.abandon("it has answered nothing for \(patience.components.seconds) s")
        }
      }
      try? await Task.sleep(for: min(patience, .seconds(1)))
    }
  }

  private func inspectWhatIsWanted() async {
    let progress = progress.loop("inspector")
    defer { progress.waits() }
    while let id = await progress.waiting({ await inspector.next() }) {
      guard let client = link.client else {
        rounds.answered(id, inFull: false)
        continue
      }
      let answer = await progress.waiting { await client.inspect(id) }
      rounds.answered(id, inFull: answer.isAnswer)
      guard link.client === client, !Task.isCancelled else { continue }
      inbox.put([.inspected(answer)])
    }
  }
}

extension EngineError {
  fileprivate var isSilence: Bool {
    switch problem {
    case .unanswered, .connectTimedOut: true
    default: false
    }
  }
}

extension InspectAnswer {
  /// Whether the engine said something of the container.
  fileprivate var isAnswer: Bool {
    switch result {
    case .found, .missing: true
    case .unanswered, .failed: false
    }
  }
}
