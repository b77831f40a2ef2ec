import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import DogwatchDaemon

@Suite struct LinePrinterTests {
  /// A printer on a thread of its own, whose lines go to a pipe.
  private func printing(limit: Int = 10_000, _ body: (LinePrinter, Pipe) async throws -> Void) async throws {
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let pipe = Pipe()
    let printer = LinePrinter(loop: threads.next(), output: pipe.output, limit: limit)
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(printer, pipe))
    } catch {
      result = .failure(error)
    }
    printer.close()
    try await threads.shutdownGracefully()
    // Its number may be somebody else's once it is closed.
    withExtendedLifetime(pipe) {}
    try result.get()
  }

  @Test func linesComeOutInOrder() async throws {
    try await printing { printer, pipe in
      for number in 0..<100 { printer.print("line \(number)") }
      let read = Mutex("")
      try await eventually("the last line") {
        read.withLock { text in
          text += pipe.read()
          return text.hasSuffix("line 99\n")
        }
      }
      #expect(read.withLock { $0 } == (0..<100).map { "line \($0)\n" }.joined())
    }
  }

  @Test func whatNobodyReadsIsDroppedAndSaidToBe() async throws {
    try await printing(limit: 50) { printer, pipe in
      // A pipe holds 64 KiB: these fill it, and the thread waits.
      let long = String(repeating: "x", count: 10_000)
      let total = 500
      for _ in 0..<total { printer.print(long) }
      let read = Mutex("")
      func printed(_ text: String) -> Int { text.split(separator: "\n").count { $0.utf8.elementsEqual(long.utf8) } }
      // Some may be said to have been dropped before others are printed.
      try await eventually("each printed, or said to have been dropped") {
        read.withLock { text in
          text += pipe.read()
          let dropped = text.matches(of: /\(([0-9]+) lines? (was|were) dropped.*\n/).reduce(0) { $0 + (Int($1.1) ?? 0) }
          return printed(text) + dropped == total
        }
      }
      #expect(printed(read.withLock { $0 }) >= 50)
      printer.print("the next")
      try await eventually("the next line") {
        read.withLock { text in
          text += pipe.read()
          return text.hasSuffix("\nthe next\n")
        }
      }
    }
  }

  /// Otherwise the daemon would not end while its standard output is a pipe that nobody reads.
  @Test func closingEndsTheWaitForAReader() async throws {
    let began = ContinuousClock.now
    try await printing { printer, _ in
      for _ in 0..<100 { printer.print(String(repeating: "x", count: 10_000)) }
    }
    #expect(ContinuousClock.now - began < .seconds(30))
  }
}
