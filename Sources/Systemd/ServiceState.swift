// What a service tells its manager (sd_notify(3)).

/// One assignment of a notification.
public enum ServiceState: Sendable, Hashable {
  case ready
  /// A reload begins, at that time of CLOCK_MONOTONIC in microseconds; its end is told by `ready`.
  case reloading(monotonicMicroseconds: Int64)
  case stopping
  case watchdog
  /// One line for people, shown by `systemctl status`.
  case status(String)
  /// Why the start failed, as an errno.
  case errno(Int32)

  /// The lines of the protocol.
  var lines: String {
    switch self {
    case .ready: "READY=1"
    case .reloading(let microseconds): "RELOADING=1\nMONOTONIC_USEC=\(microseconds)"
    case .stopping: "STOPPING=1"
    case .watchdog: "WATCHDOG=1"
    case .status(let text): "STATUS=" + Self.line(text)
    case .errno(let number): "ERRNO=\(number)"
    }
  }

  /// A line break would begin another assignment, and a text may hold a container's name or an engine's words.
  private static func line(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
