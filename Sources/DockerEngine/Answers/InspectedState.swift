// `State` of inspect.

import JSON
import Watch

/// The fields of `State`, and the state that follows from them.
struct InspectedState {
  private var status: ContainerState?
  private var isRunning = false
  private var isPaused = false
  private var isRestarting = false
  private var isDead = false
  private var exitCode: Int64 = 0
  private var error = ""
  private var oomKilled = false
  private var startedAt: Timestamp?
  private var finishedAt: Timestamp?
  private var health: HealthReport?

  init(_ reader: inout JSONReader) throws(JSONError) {
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "Status": status = try reader.textOrSkip().flatMap { ContainerState(engineWord: $0.string) }
      case "Running": isRunning = try reader.boolOrSkip()
      case "Paused": isPaused = try reader.boolOrSkip()
      case "Restarting": isRestarting = try reader.boolOrSkip()
      case "Dead": isDead = try reader.boolOrSkip()
      case "ExitCode": exitCode = try reader.integerOrSkip() ?? 0
      case "Error": error = try reader.textOrSkip()?.string ?? ""
      case "OOMKilled": oomKilled = try reader.boolOrSkip()
      case "StartedAt": startedAt = try reader.timeOrSkip()
      case "FinishedAt": finishedAt = try reader.timeOrSkip()
      case "Health", "Healthcheck": health = try HealthReport(&reader) ?? health
      default: break
      }
    }
  }

  var state: Inspection.State {
    Inspection.State(
      status: status ?? statusOfBooleans, exitCode: Int(exitCode), error: error, oomKilled: oomKilled, startedAt: startedAt,
      finishedAt: finishedAt, health: health)
  }

  /// As the engine itself puts the word together (moby daemon/container/state.go: `StateString`).
  private var statusOfBooleans: ContainerState {
    if isRunning { return isPaused ? .paused : isRestarting ? .restarting : .running }
    if isDead { return .dead }
    return startedAt == nil ? .created : .exited
  }
}
