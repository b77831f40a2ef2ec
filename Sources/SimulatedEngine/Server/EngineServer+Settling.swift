// What follows from a change: the outside is brought into line with the model.

import NIOCore
import NIOPosix
import Synchronization
import Watch

extension EngineServer {
  /// Brings the outside into line: events are sent, the door opens or closes, the next alarm is set.
  func settle(_ state: inout State) {
    guard !state.isClosed else { return }
    publish(&state)
    followPresence(&state)
    moveDoor(&state)
    answerParked(&state)
    setAlarm(&state)
  }

  func publish(_ state: inout State) {
    let events = state.simulation.engine.takeEvents()
    let fault = state.simulation.faults.stream
    guard !state.subscribers.isEmpty else { return }
    let batch = EventBatch(fault == .drop ? [] : events)
    for number in Array(state.subscribers.keys) {
      guard var subscriber = state.subscribers[number] else { continue }
      let (bytes, count) = batch.bytes(for: subscriber.filter)
      subscriber.backlog += bytes
      state.toldCount += count
      if fault != .stall, !subscriber.backlog.isEmpty {
        subscriber.connection.push(subscriber.backlog)
        subscriber.backlog = []
      }
      state.subscribers[number] = subscriber
      if let until = subscriber.until, until <= state.simulation.engine.now {
        subscriber.connection.finishAndClose()
        state.subscribers[number] = nil
      }
    }
  }

  private func followPresence(_ state: inout State) {
    let (old, new) = (state.presence, state.simulation.engine.presence)
    guard old != new else { return }
    state.presence = new
    switch new {
    case .shuttingDown:
      for connection in state.connections.values where state.subscribers[connection.number] == nil { connection.close() }
    case .down:
      endStreams(&state, inOrder: old == .shuttingDown)
      for connection in state.connections.values { connection.close() }
    case .up, .booting: break
    }
  }

  private func moveDoor(_ state: inout State) {
    let isWanted = !state.simulation.faults.refusesConnections && (state.presence == .up || isSocketHeld)
    switch state.door {
    case .open(let channel) where !isWanted:
      channel.close(promise: nil)
      state.door = .closed
    case .closed where isWanted:
      state.door = .opening
      let place = state.place
      // Not at once: the lock is held here.
      group.next().execute { self.bind(to: place).whenComplete { self.opened($0) } }
    case .open, .closed, .opening: break
    }
  }

  private func opened(_ result: Result<any Channel, any Error>) {
    state.withLock { state in
      switch result {
      case .success(let channel) where state.isClosed: channel.close(promise: nil)
      case .success(let channel): state.door = .open(channel)
      case .failure: state.door = .closed
      }
      // An address that cannot be had now is tried for again at the next change.
      if case .success = result { settle(&state) }
    }
  }

  private func answerParked(_ state: inout State) {
    guard !state.parked.isEmpty, state.presence == .up, !state.simulation.faults.hangs else { return }
    let parked = state.parked
    state.parked = []
    for (request, connection) in parked { answer(request, on: connection, &state) }
  }

  private func setAlarm(_ state: inout State) {
    let untils = state.subscribers.values.compactMap(\.until)
    guard let next = (untils + [state.simulation.engine.nextAlarm].compactMap { $0 }).min() else { return }
    if let alarm = state.alarm, alarm.time <= next { return }
    state.alarm?.task.cancel()
    let delay = TimeAmount.nanoseconds(max(0, next.since(.present)))
    let task = group.next().scheduleTask(in: delay) { self.wake() }
    state.alarm = (next, task)
  }

  private func wake() {
    state.withLock { state in
      state.alarm = nil
      state.simulation.engine.advance(to: .present)
      settle(&state)
    }
  }
}
