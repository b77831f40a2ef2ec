// `dogwatch replay`: what a recording means.

import ArgumentParser
import DogwatchDaemon
import Endpoints
import JSON
import Settings
import Terminal
import Watch

/// Plays a recording to the same core that judges live.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the transitions and notifications that a recording leads to.",
    discussion: """
      The recording's clock rules, and the settings it was made with, unless --config names others. Neither network nor state is touched: \
      the same recording gives the same output, byte for byte. With --config the notifications that its webhooks would have got are printed \
      too, as if each had been delivered at once. A recording that was cut in the middle of a line is used up to there.
      """)

  @Argument(help: "The recording.", completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Judge by this configuration.", valueName: "file"), completion: .file(extensions: ["json"]))
  var config: String?

  @Flag(help: "Print the rows of the API, one a line (NDJSON).")
  var json = false

  func run() throws {
    let settings = try config.map { path in
      var options = ConfigurationOptions()
      options.config = path
      return try options.load(Environment.variables)
    }
    let replay = DogwatchDaemon.Replay(
      path: file, settings: settings.map { FleetSettings($0) }, alerts: settings?.alerts ?? AlertSettings())
    do throws(RecordingError) {
      let ending = try replay.run(
        { print(json ? TransitionJSON.line($0) : TransitionLine.text($0)) },
        notification: { print(json ? NotificationJSON.line($0) : NotificationLine.text($0)) })
      if case .cut(let line) = ending {
        StandardOutput.flush()
        StandardError.print("\(file) ends in the middle of line \(line): used up to there")
      }
    } catch {
      StandardOutput.flush()
      StandardError.print(error.description)
      throw ExitCode.failure
    }
  }
}

extension TransitionJSON {
  /// One row as a line, without its end.
  fileprivate static func line(_ transition: Transition) -> String {
    var json = JSONWriter()
    write(transition, to: &json)
    return json.string
  }
}

extension NotificationJSON {
  /// One row as a line, without its end.
  fileprivate static func line(_ notification: Notification) -> String {
    var json = JSONWriter()
    write(notification, to: &json)
    return json.string
  }
}
