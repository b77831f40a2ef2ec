// `dogwatch status`: how the containers are.

import ArgumentParser
import DaemonAPI
import Terminal
import Watch

/// Prints a table of containers, the worst first.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print how the containers are, the worst first.",
    discussion: """
      Asks the running daemon. Colours are for terminals only, and NO_COLOR turns them off; what goes into a pipe is neither coloured nor \
      cut.
      """)

  @Flag(help: "Print JSON: the rows of the API, with restarts24h and alerts added.")
  var json = false

  @Flag(help: "Print it anew every 2 seconds, until Ctrl-C.")
  var watch = false

  @OptionGroup var connection: ConnectionOptions

  func run() async throws {
    let json = json
    if watch { return try await StatusWatch(connection: connection, json: json).run() }
    let picture = try await connection.asking { client in
      var source = StatusSource()
      return try await source.picture(from: client)
    }
    if !picture.isEngineUp { StandardError.print(StatusPicture.engineDown) }
    for line in json ? [picture.json] : picture.lines(on: StandardOutput.terminal) { print(line) }
  }
}
