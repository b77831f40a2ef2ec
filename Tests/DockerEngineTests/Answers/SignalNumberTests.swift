import Testing

@testable import DockerEngine

@Suite struct SignalNumberTests {
  @Test(arguments: [
    ("SIGQUIT", 3), ("QUIT", 3), ("quit", 3), ("3", 3), ("15", 15), ("SIGTERM", 15), ("SIGRTMIN+3", 37), ("RTMIN", 34), ("SIGRTMAX", 64),
    ("SIGRTMAX-1", 63), ("SIGWINCH", 28), ("SIGUSR1", 10), ("SIGCHLD", 17), ("SIGCLD", 17), ("SIGSYS", 31), ("SIGPOLL", 29), ("64", 64),
  ])
  func signalIsTheNumberLinuxGivesIt(text: String, number: Int) {
    #expect(SignalNumber.parse(text) == number)
  }

  @Test(arguments: ["", "SIG", "SIGNOTHING", "0", "-1", "65", "SIGRTMIN-1", "SIGRTMIN+31", "SIGRTMINX", "9 "])
  func whatIsNoSignalHasNoNumber(text: String) {
    #expect(SignalNumber.parse(text) == nil)
  }
}
