// Where chaos is played: an engine, a line to it, the watcher with its disk, and two receivers.

import Foundation
import Glibc
import Testing

/// Carries out steps, and notes what was done and when.
final class ChaosStage: Sendable {
  let cast: [ChaosRole]
  let engine: PrivateEngine
  let line: FaultySocket
  let folder: TemporaryFolder
  let steady: AlertReceiver
  let moody: AlertReceiver
  let diary = Locked(ChaosDiary())
  private let watching = Locked<Dogwatch?>(nil)
  private let open = Locked<[ChaosFault: Moment]>([:])

  /// Where the state is kept, a small disk of its own.
  private var disk: String { "\(folder.path)/disk" }
  private func control(_ name: String) -> String { "\(engine.folder)/ctl/\(name)" }
  var recording: String { "\(folder.path)/recording" }

  init(cast: [ChaosRole], liveRestore: Bool) async throws {
    self.cast = cast
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: "\(folder.path)/disk", withIntermediateDirectories: true)
    steady = try AlertReceiver()
    moody = try AlertReceiver()
    engine = try await PrivateEngine(liveRestore: liveRestore)
    do {
      line = try FaultySocket("\(folder.path)/engine.sock", to: engine.socket)
      let mount = try await ChildProcess.run("mount", ["-t", "tmpfs", "-o", "size=16m,mode=0700", "none", "\(folder.path)/disk"])
      try #require(mount.exit == .code(0), "\(mount.output)")
    } catch {
      try await engine.dismantle()
      throw error
    }
    do {
      try startWatcher()
      try await watcher.whenReady()
      for role in cast {
        try FileManager.default.createDirectory(atPath: control(role.name), withIntermediateDirectories: true)
        guard mkfifo("\(control(role.name))/do", 0o666) == 0 else { throw SystemError("mkfifo") }
        if role.spec.probe != nil { put("healthy", of: role.name) }
        await raise(role)
      }
    } catch {
      try await dismantle()
      throw error
    }
  }

  func dismantle() async throws {
    line.end()
    watching.read { $0 }?.process.signal(SIGKILL)
    _ = try? await watching.read { $0 }?.process.waitForExit()
    _ = try await ChildProcess.run("umount", ["-l", disk])
    try await engine.dismantle()
  }

  var watcher: Dogwatch {
    get throws {
      guard let dogwatch = watching.read({ $0 }) else { throw PrivateEngine.Trouble(what: "nobody watches") }
      return dogwatch
    }
  }

  private func startWatcher() throws {
    var configuration = AlertPost.configuration(
      [steady.webhook("steady"), moody.webhook("moody")],
      // Whether these hold depends on how fast the machine is.
      rules: Dictionary(
        uniqueKeysWithValues: [
          "ContainerCrashLooping", "ContainerRestartingOften", "ContainerHealthFlapping", "ContainerHealthStuckStarting",
        ].map { ($0, ["enabled": .bool(false)]) }))
    configuration["alerts"] = .object(
      (configuration["alerts"]?.object ?? [:]).merging(["rules": .object(rules(configuration["alerts"]?["rules"].object ?? [:]))]) { $1 })
    let dogwatch = try Dogwatch(
      host: "unix://\(line.path)", configuration: configuration, state: "\(disk)/state",
      arguments: ["--record", "\(recording)-\(Int(presentMoment() * 1000)).ndjson"])
    watching.change { $0 = dogwatch }
  }

  /// The engine is away for seconds at a time: that is no alert here.
  private func rules(_ rules: [String: JSONValue]) -> [String: JSONValue] {
    rules.merging(["EngineUnreachable": .object(["for": .string("10m")])]) { $1 }
  }

  // MARK: Steps

  func play(_ steps: [ChaosStep]) async throws {
    for step in steps {
      diary.change { $0.steps.append((presentMoment(), "\(step)")) }
      switch step {
      case .deed(let deed, let name):
        if let role = cast.first(where: { $0.name == name }) { await perform(deed, role) }
      case .begin(let fault): try await begin(fault)
      case .end(let fault): try await end(fault)
      case .pause(let milliseconds): try await Task.sleep(for: .milliseconds(milliseconds))
      }
    }
    for fault in open.read(\.keys) { try await end(fault) }
  }

  private func begin(_ fault: ChaosFault) async throws {
    let began = presentMoment()
    open.change { $0[fault] = began }
    switch fault {
    case .engineStopped: try await engine.stop()
    case .engineKilled: try await engine.kill9()
    case .engineFrozen: try engine.freeze()
    case .watcherKilled:
      try watcher.process.signal(SIGKILL)
      try await watcher.process.waitForExit()
    case .watcherStopped: try await watcher.stop()
    case .watcherFrozen: try watcher.process.signal(SIGSTOP)
    case .lineCut: try line.set(.cut)
    case .lineStalled: try line.set(.stall)
    case .lineThrottled: try line.set(.throttle)
    case .lineHalfClosed: try line.set(.halfClose)
    case .diskFull:
      _ = try await ChildProcess.run(
        "sh", ["-c", "dd if=/dev/zero of=\(disk)/filler bs=4k 2>/dev/null; dd if=/dev/zero of=\(disk)/filler2 bs=1 count=8192 2>/dev/null"])
    case .receiverRefuses: moody.answer(503)
    case .receiverSilent: moody.answer { _ in .silence }
    case .receiverBreaksOff: moody.answer { _ in .halfHead }
    }
  }

  private func end(_ fault: ChaosFault) async throws {
    guard let began = open.change({ $0.removeValue(forKey: fault) }) else { return }
    switch fault {
    case .engineStopped, .engineKilled:
      let boot = presentMoment()
      try await engine.boot()
      let span = Span(from: began, to: presentMoment())
      diary.change { $0.absences.append(.init(isKill: fault == .engineKilled, span: span, boot: boot)) }
    case .engineFrozen: try engine.thaw()
    case .watcherKilled, .watcherStopped:
      try startWatcher()
      _ = try await watcher.address()
      diary.change { $0.cuts.append(Span(from: began, to: presentMoment())) }
    case .watcherFrozen: try watcher.process.signal(SIGCONT)
    case .lineCut, .lineStalled, .lineThrottled, .lineHalfClosed:
      let ended = presentMoment()
      try line.set(.none)
      if fault == .lineCut || fault == .lineStalled { diary.change { $0.cuts.append(Span(from: began, to: ended)) } }
    case .diskFull:
      for file in ["filler", "filler2"] { unlink("\(disk)/\(file)") }
      diary.change { $0.fullDisk.append(Span(from: began, to: presentMoment())) }
    case .receiverRefuses, .receiverSilent, .receiverBreaksOff: moody.answer(200)
    }
  }

  /// Whether the engine can be talked to.
  private var isEngineHere: Bool {
    open.read { open in !open.keys.contains { $0.realm == .engine } }
  }

  // MARK: Deeds

  /// Does it if it can be done now.
  private func perform(_ deed: ChaosDeed, _ role: ChaosRole) async {
    let name = role.name
    switch deed {
    case .exit(let code): order("\(code)", name)
    case .outOfMemory: order("oom", name)
    case .sicken:
      unlink("\(control(name))/healthy")
      diary.change { $0.sickened[name, default: []].append(presentMoment()) }
    case .heal: put("healthy", of: name)
    case .strike(let signal):
      guard isEngineHere, let pid = try? await engine.api.inspect(name)["State"]["Pid"].int, pid > 0 else { return }
      let began = presentMoment()
      _ = try? await engine.inside(["kill", "-s", signal, "\(pid)"])
      diary.change { $0.strikes.append(.init(name: name, span: Span(from: began, to: presentMoment()))) }
    case .start, .stop, .kill, .hangUp, .restart, .pause, .unpause, .recreate, .remove:
      if isEngineHere { await ask(deed, role) }
    }
  }

  private func ask(_ deed: ChaosDeed, _ role: ChaosRole) async {
    switch deed {
    case .start: await raise(role)
    case .stop: await request(.stop, role.name, "POST", "stop")
    case .kill: await request(.kill, role.name, "POST", "kill")
    case .hangUp: await request(.hangUp, role.name, "POST", "kill?signal=HUP")
    case .restart:
      let lives = runs(of: role.name).count
      if await request(.restart, role.name, "POST", "restart") == true { await awaitTestimony(role.name, after: lives) }
    case .pause: await request(.pause, role.name, "POST", "pause")
    case .unpause: await request(.unpause, role.name, "POST", "unpause")
    case .remove: await request(.remove, role.name, "DELETE", "?force=1")
    case .recreate:
      await request(.remove, role.name, "DELETE", "?force=1")
      await raise(role)
    case .exit, .outOfMemory, .strike, .sicken, .heal: break
    }
  }

  /// Starts it, and creates it when it is not there.
  private func raise(_ role: ChaosRole) async {
    if (try? await engine.api.ask("GET", "/containers/\(role.name)/json").status) == 404 {
      let began = presentMoment()
      let body = try? role.spec.body(control: control(role.name))
      let answer = try? await engine.api.ask("POST", "/containers/create?name=\(role.name)", body)
      note(.create, role.name, since: began, answer?.status)
    }
    let lives = runs(of: role.name).count
    if await request(.start, role.name, "POST", "start") == true { await awaitTestimony(role.name, after: lives) }
  }

  @discardableResult
  private func request(_ verb: ChaosDiary.Request.Verb, _ name: String, _ method: String, _ path: String) async -> Bool? {
    let began = presentMoment()
    let separator = path.hasPrefix("?") ? "" : "/"
    let answer = try? await engine.api.ask(method, "/containers/\(name)\(separator)\(path)")
    return note(verb, name, since: began, answer?.status)
  }

  @discardableResult
  private func note(_ verb: ChaosDiary.Request.Verb, _ name: String, since began: Moment, _ status: Int?) -> Bool? {
    // What failed in the engine may be half done: a restart that could not start has stopped.
    let wasDone = status.flatMap { $0 < 500 ? $0 < 300 : nil }
    diary.change {
      $0.requests.append(.init(name: name, verb: verb, span: Span(from: began, to: presentMoment()), wasDone: wasDone))
    }
    return wasDone
  }

  /// Waits until the program has said that it runs: whatever is done to it then comes after.
  private func awaitTestimony(_ name: String, after lives: Int) async {
    try? await eventually("a word of \(name)", within: .seconds(20)) { self.runs(of: name).count > lives }
  }

  /// Tells a program what to do, if it listens.
  private func order(_ word: String, _ name: String) {
    let descriptor = Glibc.open("\(control(name))/do", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    _ = Array("\(word)\n".utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  private func put(_ file: String, of name: String) {
    _ = FileManager.default.createFile(atPath: "\(control(name))/\(file)", contents: nil)
  }

  // MARK: What can be known

  func runs(of name: String) -> [ChaosRun] { ChaosRun.read("\(control(name))/lives", bootedAt: ChaosRun.bootedAt()) }

  /// What inspect says of each name; nil where there is none.
  func inspectAll() async throws -> [String: JSONValue] {
    var found: [String: JSONValue] = [:]
    for role in cast {
      let answer = try await engine.api.ask("GET", "/containers/\(role.name)/json")
      if answer.status == 200 { found[role.name] = try JSONValue(parsing: answer.body) }
    }
    return found
  }
}
