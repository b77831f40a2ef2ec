// `dogwatch status --watch`: the same again every two seconds.

import ArgumentParser
import DaemonAPI
import Terminal
import UnixSignals

/// Shows pictures until Ctrl-C: on a terminal each over the one before, elsewhere one after the other.
struct StatusWatch {
  private static let interval = Duration.seconds(2)

  let connection: ConnectionOptions
  let json: Bool

  func run() async throws {
    try await ConnectionOptions.explaining { try await watch() }
  }

  private func watch() async throws {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let onScreen = StandardOutput.terminal != nil && !json
    if onScreen { StandardOutput.write(Screen.enter) }
    defer { if onScreen { StandardOutput.write(Screen.leave) } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask { for await _ in signals { return } }
      group.addTask { try await show(onScreen) }
      try await group.next()
    }
  }

  private func show(_ onScreen: Bool) async throws {
    var isFirst = true
    let access = try connection.access
    try await DaemonClient.with(access) { client in
      var source = StatusSource()
      var last: StatusPicture?
      while !Task.isCancelled {
        var complaint: String?
        do throws(DaemonError) {
          last = try await source.picture(from: client)
        } catch {
          if last == nil { throw error }
          // It may come back; until then the last picture is better than none.
          complaint = error.description
          source = StatusSource()
        }
        if let last { show(last, complaint, onScreen, isFirst: isFirst) }
        isFirst = false
        try? await Task.sleep(for: Self.interval)
      }
    }
  }

  private func show(_ picture: StatusPicture, _ complaint: String?, _ onScreen: Bool, isFirst: Bool) {
    let complaint = complaint ?? (picture.isEngineUp ? nil : StatusPicture.engineDown)
    if json {
      if let complaint { StandardError.print(complaint) }
      StandardOutput.write(picture.json + "\n")
    } else if onScreen, let terminal = StandardOutput.terminal {
      StandardOutput.write(Screen.frame((complaint.map { [$0] } ?? []) + picture.lines(on: terminal), height: terminal.rows))
    } else {
      if let complaint { StandardError.print(complaint) }
      StandardOutput.write((isFirst ? "" : "\n") + picture.lines(on: nil).map { $0 + "\n" }.joined())
    }
  }
}
