// The daemon's life: its threads, its loops, and its end.

import Endpoints
public import Logging
import NIOPosix
import ServiceLifecycle
import Systemd
import UnixSignals
import Watch

/// The daemon: every loop, until a signal or an error ends it.
public struct Daemon: Sendable {
  public static let version = "0.1.0"

  let options: DaemonOptions
  let logger: Logger
  let reloading: Reloading?

  /// A daemon that, with `reloading`, goes by another configuration when it is told to.
  public init(options: DaemonOptions, logger: Logger, reloading: Reloading? = nil) {
    self.options = options
    self.logger = logger
    self.reloading = reloading
  }

  /// Runs until SIGINT or SIGTERM; throws when it cannot listen, and when its state is another's.
  public func run() async throws {
    try await run(as: .watching)
  }

  /// Only records what is observed, until SIGINT or SIGTERM: serves nothing and says nothing. Throws when the recording ends before.
  public func record() async throws {
    try await run(as: .recording)
  }

  enum Role {
    case watching, recording
  }

  private func run(as role: Role) async throws {
    let threads = DaemonThreads(isRecording: options.recording != nil)
    let printer = LinePrinter(loop: threads.printing.next())
    let recorder = threads.recording.flatMap { makeRecorder(as: role, loop: $0.next()) }
    let result: Result<Void, any Error>
    do {
      try await makeGroup(as: role, on: threads, printer: printer, recorder: recorder).run()
      result = .success(())
    } catch {
      options.supervision.notifier.tellFailure(error)
      result = .failure(error)
    }
    printer.close()
    await threads.end()
    try result.get()
  }

  /// Every loop with what it needs, in the order in which they start.
  private func makeGroup(
    as role: Role, on threads: DaemonThreads, printer: LinePrinter, recorder: Recorder?
  ) throws -> ServiceGroup {
    var quiet = logger
    quiet.logLevel = .error
    let services = try makeServices(as: role, on: threads, printer: printer, recorder: recorder)
    // One that fails, such as a listener whose port is taken, stops the others in the same way as a signal does.
    return ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
        gracefulShutdownSignals: [.sigint, .sigterm],
        logger: quiet))
  }
}
