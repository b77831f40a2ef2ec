// Signals as containers name them.

/// Turns a signal's name or number into the number Linux gives it.
enum SignalNumber {
  /// Reads `SIGQUIT`, `quit`, `3`, `SIGRTMIN+3`; nil for anything else (moby's moby/sys/signal: `ParseSignal`, and its numbers for amd64
  /// and arm64).
  static func parse(_ text: String) -> Int? {
    if let number = Int(text) { return (1...64).contains(number) ? number : nil }
    var name = text.uppercased()
    if name.hasPrefix("SIG") { name.removeFirst(3) }
    if let index = names.firstIndex(of: name) { return index + 1 }
    switch name {
    case "IOT": return 6
    case "CLD": return 17
    case "POLL": return 29
    default: return realTime(name)
    }
  }

  /// 1 to 31, as in signal(7).
  private static let names = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD",
    "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
  ]

  /// `RTMIN` is 34, since the C library keeps two for itself; `RTMAX` is 64.
  private static func realTime(_ name: String) -> Int? {
    let isUpwards = name.hasPrefix("RTMIN")
    guard isUpwards || name.hasPrefix("RTMAX") else { return nil }
    let base = isUpwards ? 34 : 64
    let rest = name.dropFirst(5)
    if rest.isEmpty { return base }
    guard rest.first == (isUpwards ? "+" : "-"), let offset = Int(rest.dropFirst()), (0...30).contains(offset) else { return nil }
    return isUpwards ? base + offset : base - offset
  }
}
