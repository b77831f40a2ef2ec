// The engine's words for a container's state (moby daemon/container/state.go: `StateString`).

import Watch

extension ContainerState {
  /// Reads a state; some are Podman's own (libpod/define/containerstate.go).
  init?(engineWord word: String) {
    switch word {
    case "configured", "initialized": self = .created
    case "stopping": self = .running
    case "stopped": self = .exited
    default: self.init(rawValue: word)
    }
  }
}
