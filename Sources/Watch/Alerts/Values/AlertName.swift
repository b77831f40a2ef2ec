// The alerts there are: the rows of the table of alerts.

/// What an alert is about; the raw value is the label `alertname`.
public enum AlertName: String, CaseIterable, Sendable, Hashable, Codable {
  case containerUnhealthy = "ContainerUnhealthy"
  case containerHealthFlapping = "ContainerHealthFlapping"
  case containerHealthStuckStarting = "ContainerHealthStuckStarting"
  case containerCrashLooping = "ContainerCrashLooping"
  case containerRestartingOften = "ContainerRestartingOften"
  case containerRestartsExhausted = "ContainerRestartsExhausted"
  case containerRestartFailed = "ContainerRestartFailed"
  case containerStartFailed = "ContainerStartFailed"
  case containerExited = "ContainerExited"
  case containerOOMKilled = "ContainerOOMKilled"
  case containerNotRestored = "ContainerNotRestored"
  case engineUnreachable = "EngineUnreachable"
  case dogwatchStoreFailing = "DogwatchStoreFailing"
  case dogwatchDeliveryFailing = "DogwatchDeliveryFailing"
}

extension AlertName {
  /// Whether it is about a container: such alerts have a label `name`, and neither fire nor resolve while the engine is out of reach.
  public var isAboutContainer: Bool {
    switch self {
    case .engineUnreachable, .dogwatchStoreFailing, .dogwatchDeliveryFailing: false
    default: true
    }
  }

  /// Whether it tells of a moment rather than of something that lasts: alone it causes no repeat.
  public var isAboutMoment: Bool { self == .containerExited || self == .containerOOMKilled }

  /// Whether it stays quiet while `ContainerCrashLooping` of the same container fires.
  public var isQuietedByCrashLoop: Bool {
    switch self {
    case .containerUnhealthy, .containerHealthFlapping, .containerHealthStuckStarting, .containerRestartingOften: true
    default: false
    }
  }
}
