// Signals by the names people know.

/// Names of Linux signals (signal(7), x86 and ARM numbering).
public enum SignalName {
  private static let names: [Int: String] = [
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL",
    10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 16: "SIGSTKFLT", 17: "SIGCHLD",
    18: "SIGCONT", 19: "SIGSTOP", 20: "SIGTSTP", 21: "SIGTTIN", 22: "SIGTTOU", 23: "SIGURG", 24: "SIGXCPU", 25: "SIGXFSZ",
    26: "SIGVTALRM", 27: "SIGPROF", 28: "SIGWINCH", 29: "SIGIO", 30: "SIGPWR", 31: "SIGSYS",
  ]

  /// `SIGTERM` for 15; `signal 42` for those without a name.
  public static func of(_ number: Int) -> String {
    if let name = names[number] { return name }
    switch number {
    case 34: return "SIGRTMIN"
    case 35...49: return "SIGRTMIN+\(number - 34)"
    case 50...63: return "SIGRTMAX-\(64 - number)"
    case 64: return "SIGRTMAX"
    default: return "signal \(number)"
    }
  }
}
