// `dogwatch alerts`: what fires now.

import ArgumentParser
import DaemonAPI
import Endpoints
import JSON
import Terminal
import Watch

/// Prints the firing alerts, the worst first.
struct Alerts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the alerts that fire now, the worst first.",
    discussion: "Asks the running daemon. Alerts that are muted, or quiet while their container crash loops, are shown as such.")

  @Flag(help: "Print the rows of the API, one a line (NDJSON).")
  var json = false

  @OptionGroup var connection: ConnectionOptions

  func run() async throws {
    if json {
      for row in try await connection.asking({ try await $0.alertRows() }) {
        var json = JSONWriter()
        json.value(row)
        print(json.string)
      }
      return
    }
    let alerts = try await connection.asking { try await $0.alerts() }
    let rows = alerts.map {
      AlertRow(
        severity: $0.severity, alertname: $0.alertname, name: $0.name, since: $0.startsAt, summary: $0.summary, isMuted: $0.isMuted,
        isQuiet: $0.isQuiet)
    }
    let terminal = StandardOutput.terminal
    for line in AlertTable.lines(
      rows, at: EndpointSources.wallClock(), width: terminal?.columns, showsStyle: terminal?.showsColours ?? false)
    {
      print(line)
    }
  }
}
