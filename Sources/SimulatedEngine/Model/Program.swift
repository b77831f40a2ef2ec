// What a container's first process does, as far as the engine notices.

/// A process: how it takes signals, when it ends by itself, what its health check would say.
public struct Program: Sendable {
  /// The exit code with which it answers a signal; those not in here it survives. SIGKILL ends every process with 137.
  public var exitCodes: [Int: Int]
  /// How it ends by itself; nil: it runs until somebody ends it.
  public var ending: Ending?
  /// What its health check says.
  public var probe = ProbeAnswer.good
  /// Why it cannot be started, while that is so.
  public var startError: StartError?
  /// Nanoseconds from a signal to its end.
  public var reaction: Int64 = 2_000_000

  /// Without `exitCodes` it survives everything but SIGKILL, as first processes without handlers do.
  public init(exitCodes: [Int: Int] = [:], ending: Ending? = nil) {
    self.exitCodes = exitCodes
    self.ending = ending
  }

  /// Ends itself in good order when asked to by SIGTERM.
  public static let graceful = Program(exitCodes: [15: 0])

  /// An end of its own.
  public struct Ending: Sendable {
    /// Nanoseconds after the start.
    public var after: Int64
    public var exitCode: Int
    /// Killed by the kernel because its memory limit was hit.
    public var isForMemory: Bool

    public init(after: Duration, exitCode: Int, isForMemory: Bool = false) {
      self.after = after.nanoseconds
      self.exitCode = exitCode
      self.isForMemory = isForMemory
    }
  }

  /// What a health probe finds.
  public struct ProbeAnswer: Sendable {
    public var exitCode: Int
    public var output: String
    /// Nanoseconds that a probe takes.
    public var length: Int64 = 20_000_000

    public static let good = ProbeAnswer(exitCode: 0, output: "ok\n")

    public static func bad(_ output: String) -> ProbeAnswer { ProbeAnswer(exitCode: 1, output: output) }

    public init(exitCode: Int, output: String) {
      self.exitCode = exitCode
      self.output = output
    }
  }

  /// What the runtime says of a start that fails.
  public struct StartError: Sendable {
    public var exitCode: Int
    public var message: String

    public init(exitCode: Int = 127, message: String) {
      self.exitCode = exitCode
      self.message = message
    }
  }
}
