// `dogwatch replay`: what a recording means.

import ArgumentParser
import DogwatchDaemon
import Endpoints
import JSON
import Terminal
import Watch

/// Plays a recording to the same core that judges live.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the transitions that a recording leads to.",
    discussion: """
      The recording's clock rules, and the settings it was made with, unless --config names others. Neither network nor state is touched: \
      the same recording gives the same output, byte for byte. A recording that was cut in the middle of a line is used up to there.
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
      return FleetSettings(try options.load(Environment.variables))
    }
    do throws(RecordingError) {
      let ending = try DogwatchDaemon.Replay(path: file, settings: settings).run { transition in
        print(json ? TransitionJSON.line(transition) : TransitionLine.text(transition))
      }
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
