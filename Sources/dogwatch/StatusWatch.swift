// `dogwatch status --watch`: the same again every two seconds.

import ArgumentParser
import DaemonAPI
import Synchronization
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
    let resizes = await UnixSignalsSequence(trapping: .sigwinch)
    let screen = StandardOutput.terminal != nil && !json ? StatusScreen() : nil
    screen?.enter()
    defer { screen?.leave() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { group.cancelAll() }
      group.addTask { for await _ in signals { return } }
      group.addTask { try await show(on: screen) }
      if let screen { group.addTask { for await _ in resizes { screen.redraw() } } }
      try await group.next()
    }
  }

  private func show(on screen: StatusScreen?) async throws {
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
        if let last { show(last, complaint ?? (last.isEngineUp ? nil : StatusPicture.engineDown), on: screen, isFirst: isFirst) }
        isFirst = false
        try? await Task.sleep(for: Self.interval)
      }
    }
  }

  private func show(_ picture: StatusPicture, _ complaint: String?, on screen: StatusScreen?, isFirst: Bool) {
    if let screen { return screen.show(picture, complaint) }
    if let complaint { StandardError.print(complaint) }
    StandardOutput.write(json ? picture.json + "\n" : (isFirst ? "" : "\n") + picture.lines(on: nil).map { $0 + "\n" }.joined())
  }
}

/// The terminal while a picture is on it.
private final class StatusScreen: Sendable {
  private let shown = Mutex<(picture: StatusPicture, complaint: String?)?>(nil)

  func enter() { StandardOutput.write(Screen.enter) }
  func leave() { StandardOutput.write(Screen.leave) }

  func show(_ picture: StatusPicture, _ complaint: String?) {
    shown.withLock { $0 = (picture, complaint) }
    redraw()
  }

  /// The same picture again, as the terminal may have another size now.
  func redraw() {
    shown.withLock { shown in
      guard let shown, var terminal = StandardOutput.terminal else { return }
      // A line that fills the last column would lose its end when the rest of the line is erased.
      terminal.columns = max(1, terminal.columns - 1)
      let complaint = shown.complaint.map { StatusTable.notice($0, width: terminal.columns) } ?? []
      StandardOutput.write(Screen.frame(complaint + shown.picture.lines(on: terminal), height: terminal.rows))
    }
  }
}
