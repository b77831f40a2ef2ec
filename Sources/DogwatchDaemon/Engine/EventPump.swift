// Keeps an event stream open and carries what it brings into the inbox.

import DockerEngine
import Endpoints
import Logging
import ServiceLifecycle
import Watch

/// Connects, reads until the stream ends, and connects again. While it reads it does nothing else: a slow reader makes the engine drop events.
struct EventPump: Service {
  let finder: HostFinder
  let tempo: EngineTempo
  let inbox: Inbox
  let link: EngineLink
  let control: EventPumpControl
  let metrics: DaemonMetrics
  let logger: Logger
  /// What an earlier process knew of the engine.
  var memory = EngineMemory()
  /// Where to leave what a later process should know of it.
  var recollection = EngineRecollection()
  var progress = LoopProgress("event pump")

  func run() async throws {
    await cancelWhenGracefulShutdown {
      progress.works()
      defer { progress.waits() }
      var delay = ReconnectDelay()
      var memory = memory
      var voice = ConnectionVoice(logger: logger)
      while !Task.isCancelled {
        do throws(EngineError) {
          let opened = try await connect(&memory)
          voice.connected(opened)
          let connectedAt = Uptime.now()
          await read(opened, &memory, &voice)
          delay.connectionEnded(after: .nanoseconds(Uptime.now().since(connectedAt)))
        } catch {
          // Our own end says nothing of the engine.
          if Task.isCancelled { break }
          progress.works()
          memory.failed()
          link.failed(error.description)
          inbox.put([.unreachable(EngineUnreachable(message: error.description))])
          voice.failed(error)
          await forgetClient(after: error)
        }
        try? await progress.waiting { try await Task.sleep(for: delay.take()) }
      }
      await use(nil)
    }
  }

  /// A stream that is open, and what was learned while opening it.
  struct Opened: Sendable {
    var host: EngineHost
    var stream: EventStream
    var greeting: Greeting.Meaning
  }

  // MARK: Connecting

  private func connect(_ memory: inout EngineMemory) async throws(EngineError) -> Opened {
    let client = try await client()
    progress.waits()
    let ping = try await client.ping()
    let info = try await client.info()
    let engineTime = Greeting.engineTime(ping, info)
    let ring = try await client.ring(since: Timestamp(seconds: 1), until: engineTime, filtered: false)
    let stream = try await client.events(since: Greeting.streamSince(engineTime, memory))
    progress.works()
    let greeting = Greeting(
      ping: ping, info: info, ring: ring, listener: ListeningProcess(of: client.host), engineTime: engineTime
    ).heard(by: &memory, at: .now())
    recollection.note(memory.trace)
    // In one: nothing may come between the connection and what the ring held, and it always finds room.
    inbox.put(greeting.observations)
    link.connected()
    metrics.connected()
    metrics.engineUp(true)
    metrics.engineInfo(version: info.version, apiVersion: "\(ping.apiVersion)")
    if !greeting.tally.isEmpty { metrics.events(greeting.tally) }
    return Opened(host: client.host, stream: stream, greeting: greeting)
  }

  /// The client for the address that is found now; a socket may have appeared.
  private func client() async throws(EngineError) -> EngineClient {
    let host = try finder.find()
    if let client = link.client, client.host == host { return client }
    let client = try EngineClient(host: host, requestTimeout: tempo.requestTimeout)
    await use(client)
    return client
  }

  /// What a client still had open is closed, which takes as long as the other end makes it.
  private func use(_ client: EngineClient?) async {
    guard let old = link.use(client) else { return }
    await progress.waiting { await old.shutdown() }
  }

  /// A client keeps the certificates it was made with; somebody may have put better ones in their place.
  private func forgetClient(after error: EngineError) async {
    if case .tls = error.problem { await use(nil) }
  }

  // MARK: Reading

  private func read(_ opened: Opened, _ memory: inout EngineMemory, _ voice: inout ConnectionVoice) async {
    let reading = Task { [inbox, control, metrics, progress] in
      var reading = EventReading(repeated: opened.greeting.repeated)
      await reading.read(opened.stream, into: inbox, control, metrics, progress)
      return reading
    }
    control.began { reading.cancel() }
    let result = await withTaskCancellationHandler {
      await reading.value
    } onCancel: {
      reading.cancel()
    }
    var end = result.end
    if let reason = control.ended() { end = Disconnection(cause: .silent, message: reason) }
    link.disconnected()
    metrics.engineUp(false)
    // The stream that we let go at our own end has not ended: no verdict may rest on that.
    if Task.isCancelled { return }
    if let newest = result.newest { memory.saw(newest) }
    memory.disconnected(inOrder: end.cause == .ended, at: .now())
    inbox.put([.disconnected(end)])
    voice.disconnected(end, malformed: result.malformed)
    while end.cause == .overflow, inbox.isHalfFull, !Task.isCancelled {
      try? await progress.waiting { try await Task.sleep(for: .milliseconds(20)) }
    }
  }
}
