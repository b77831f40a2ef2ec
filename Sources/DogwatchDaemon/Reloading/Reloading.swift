// What a daemon needs to read its configuration again.

public import Settings
public import UnixSignals

/// The signal that asks for it, where the configuration comes from, and who wants to know.
public struct Reloading: Sendable {
  /// SIGHUP, each time it comes.
  public var hangups: any AsyncSequence<UnixSignal, Never> & Sendable
  /// The settings the daemon was started with.
  public var current: Settings
  /// Reads the configuration, and the files of secrets it names.
  public var read: @Sendable () throws(SettingsErrors) -> Settings
  public var environment: [String: String]
  /// Whose level `log.level` is.
  public var logLevel: SharedLogLevel
  /// Told before the configuration is read, as systemd wants to be (sd_notify(3), RELOADING=1).
  public var willReload: @Sendable () async -> Void = {}
  /// Told when all is as the new configuration says, or the old one has stayed in force.
  public var didReload: @Sendable () async -> Void = {}

  public init(
    hangups: any AsyncSequence<UnixSignal, Never> & Sendable, current: Settings, environment: [String: String], logLevel: SharedLogLevel,
    read: @escaping @Sendable () throws(SettingsErrors) -> Settings
  ) {
    self.hangups = hangups
    self.current = current
    self.environment = environment
    self.logLevel = logLevel
    self.read = read
  }

  /// SIGHUP from now on: it ends the process no more, and none that comes is lost.
  public static func trapHangups() async -> UnixSignalsSequence {
    await UnixSignalsSequence(trapping: .sighup)
  }
}
