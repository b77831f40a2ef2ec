// What the engine does with a request.

import Watch

extension Simulation {
  /// What follows from a request.
  enum Reaction: Sendable {
    case answer(Answer)
    /// Events from the ring, then those to come.
    case stream(since: Timestamp?, until: Timestamp?, EventFilter)
    /// Nothing, for now.
    case park
    /// Nothing, ever.
    case silence
  }

  mutating func react(to request: Request) -> Reaction {
    if faults.hangs || engine.presence == .down || engine.presence == .booting { return .park }
    guard let endpoint = request.endpoint else { return .answer(.refusal(Refusal(status: 404, message: "page not found"))) }
    if let wrongVersion = refusal(ofVersion: request.target.version) { return .answer(.refusal(wrongVersion)) }
    switch faults.answers[endpoint] {
    case nil: return reaction(to: request, at: endpoint)
    case .forbiddenPage: return .answer(.forbiddenPage)
    case .internalError: return .answer(.internalError)
    case .silence: return .silence
    case .truncated:
      guard case .answer(let answer) = reaction(to: request, at: endpoint) else { return .answer(.internalError) }
      return .answer(answer.truncated)
    }
  }

  private mutating func reaction(to request: Request, at endpoint: Faults.Endpoint) -> Reaction {
    let target = request.target
    switch endpoint {
    case .ping:
      // Docker's client asks by HEAD first (moby api/server/router/system: `pingHandler`).
      return .answer(Answer(status: 200, type: "text/plain; charset=utf-8", body: request.method == "HEAD" ? [] : Array("OK".utf8)))
    case .info: return .answer(.json(InfoBody.json(engine)))
    case .version: return .answer(.json(VersionBody.json(engine)))
    case .list: return .answer(.json(ListBody.json(engine, all: target.isOn("all"))))
    case .events:
      guard let filter = target.query["filters"].map({ EventFilter(json: $0) }) ?? EventFilter() else {
        return .answer(.refusal(Refusal(status: 400, message: "invalid filter")))
      }
      return .stream(since: target.time("since"), until: target.time("until"), filter)
    case .inspect, .deed:
      do throws(Refusal) {
        if endpoint == .inspect { return .answer(.json(InspectBody.json(try engine.find(target.path[1])))) }
        return .answer(try perform(request))
      } catch {
        return .answer(.refusal(error))
      }
    }
  }

  /// moby api/server/middleware/version.go.
  private func refusal(ofVersion text: String?) -> Refusal? {
    guard let version = text.flatMap(Self.minor), let newest = Self.minor(engine.identity.apiVersion),
      let oldest = Self.minor(engine.identity.oldestAPIVersion)
    else { return nil }
    if version > newest {
      return Refusal(
        status: 400, message: "client version 1.\(version) is too new. Maximum supported API version is \(engine.identity.apiVersion)")
    }
    guard version < oldest else { return nil }
    return Refusal(
      status: 400,
      message: "client version 1.\(version) is too old. Minimum supported API version is \(engine.identity.oldestAPIVersion), "
        + "please upgrade your client to a newer version")
  }

  private static func minor(_ version: String) -> Int? { version.split(separator: ".").dropFirst().first.flatMap { Int($0) } }

  // MARK: Deeds

  /// Answered at once, where the real engine waits for the container's end.
  private mutating func perform(_ request: Request) throws(Refusal) -> Answer {
    let (target, reference) = (request.target, request.target.path[1])
    if request.method == "DELETE" {
      try engine.remove(reference, force: target.isOn("force"))
      return .done
    }
    let timeout = target.query["t"].flatMap { Int64($0) }.map { Duration.seconds($0) }
    switch target.path[2] {
    case "start": try engine.start(reference)
    case "stop": try engine.stop(reference, timeout: timeout)
    case "restart": try engine.restart(reference, timeout: timeout)
    case "kill": try engine.kill(reference, signal: target.query["signal"].flatMap(Self.signal) ?? 9)
    case "pause": try engine.pause(reference)
    case "unpause": try engine.unpause(reference)
    case "rename": try engine.rename(reference, to: target.query["name"] ?? "")
    default: throw Refusal(status: 404, message: "page not found")
    }
    return .done
  }

  /// Numbers, and the names that people use.
  private static func signal(_ text: String) -> Int? {
    let names = ["HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15]
    return Int(text) ?? names[text.hasPrefix("SIG") ? String(text.dropFirst(3)) : text]
  }
}
