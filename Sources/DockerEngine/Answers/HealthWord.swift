// The engine's words for health (moby api/types/container/health.go).

import Watch

extension Health {
  /// Reads a `Status` of health; empty means none, as in Podman.
  init(engineWord word: String) {
    switch word {
    case "", "none": self = .none
    case "starting": self = .starting
    case "healthy": self = .healthy
    case "unhealthy": self = .unhealthy
    default: self = .unknown
    }
  }
}
