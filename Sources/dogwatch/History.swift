// `dogwatch history`: what happened, as the daemon remembers it.

import ArgumentParser
import DaemonAPI
import Terminal
import Watch

/// Prints transitions, the newest last.
struct History: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what happened, the newest last.",
    discussion: "Asks the running daemon for everything it keeps (state.historyRetention), or for what is not older than --since.")

  @Argument(help: "Only this container.")
  var name: String?

  @Option(help: ArgumentHelp("Only since then: a duration such as 24h, or a time such as 2026-01-02T03:04:05Z.", valueName: "when"))
  var since: String?

  @Flag(help: "Print the rows of the API, one a line (NDJSON).")
  var json = false

  @OptionGroup var connection: ConnectionOptions

  func run() async throws {
    let name = name.map { ContainerName($0) }
    let (since, json, width) = (since, json, StandardOutput.terminal?.columns)
    let isKnown = try await connection.asking { client in
      var isEmpty = true
      try await client.transitions(of: name, since: since) { rows in
        isEmpty = isEmpty && rows.isEmpty
        for row in rows {
          if json {
            print(String(decoding: row.row, as: UTF8.self))
          } else {
            for line in TransitionLine.lines(row.transition, width: width) { print(line) }
          }
        }
      }
      guard isEmpty else { return true }
      var isKnown = true
      if let name, try await !client.hasContainer(name) { isKnown = try await client.hasTransitions(of: name) }
      if isKnown, !json { print("nothing has happened" + (since == nil ? "" : " since then")) }
      return isKnown
    }
    guard let name, !isKnown else { return }
    StandardError.print("dogwatch knows no container \"\(TransitionLine.printable(name.text))\", and nothing has happened under that name")
    throw ExitCode.failure
  }
}

extension DaemonClient {
  /// Whether anything at all is known to have happened under that name.
  fileprivate func hasTransitions(of name: ContainerName) async throws(DaemonError) -> Bool {
    var hasRows = false
    try await transitions(of: name) { hasRows = hasRows || !$0.isEmpty }
    return hasRows
  }
}
