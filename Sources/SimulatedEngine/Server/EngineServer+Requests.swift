// Clients come, ask, and go.

import Synchronization
import Watch

extension EngineServer {
  func opened(_ connection: Connection) {
    state.withLock { state in
      if state.isClosed || state.simulation.faults.refusesConnections { return connection.close() }
      state.connections[connection.number] = connection
    }
  }

  func closed(_ connection: Connection) {
    state.withLock { state in
      state.connections[connection.number] = nil
      state.subscribers[connection.number] = nil
      state.parked.removeAll { $0.connection.number == connection.number }
    }
  }

  func received(_ request: Request, on connection: Connection) {
    state.withLock { state in
      state.simulation.engine.advance(to: .present)
      answer(request, on: connection, &state)
      settle(&state)
    }
  }

  func answer(_ request: Request, on connection: Connection, _ state: inout State) {
    switch state.simulation.react(to: request) {
    case .answer(let answer): connection.send(answer, thenClose: request.isLast, from: state.simulation.engine)
    case .park: state.parked.append((request, connection))
    case .silence: break
    case .stream(let since, let until, let filter):
      // What was not told yet would be told twice: by the ring, and by the stream.
      publish(&state)
      let engine = state.simulation.engine
      connection.beginStream(from: engine)
      if since != nil || until != nil {
        let past = engine.ring.events(since: since ?? Timestamp(seconds: 0), until: until, where: filter.matches)
        connection.push(EventBatch(past).bytes(for: filter).bytes)
      }
      if let until, until <= engine.now { return request.isLast ? connection.finishAndClose() : connection.finish() }
      state.subscribers[connection.number] = Subscriber(connection: connection, filter: filter, until: until)
    }
  }
}
