// A folder for a daemon's state, and small things for tests about it.

import Foundation
import Synchronization

/// A folder that is not there yet, and goes with the last reference to it.
final class StateForTests: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("dogwatch-state-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A word that may be changed from anywhere.
final class Flag: Sendable {
  private let state: Mutex<Bool>

  init(_ value: Bool) {
    state = Mutex(value)
  }

  var value: Bool {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
