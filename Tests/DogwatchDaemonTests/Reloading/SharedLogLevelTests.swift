import Logging
import Testing

@testable import DogwatchDaemon

@Suite struct SharedLogLevelTests {
  @Test func loggersFollowTheLevelUnlessTheyHaveTheirOwn() {
    let pipe = Pipe()
    let level = SharedLogLevel(.info)
    let logger = Logger(label: "test") { _ in AdjustableLogHandler(TextLogHandler(level: .critical, output: pipe.output), level: level) }
    var quiet = logger
    quiet.logLevel = .error
    logger.debug("one")
    level.level = .debug
    logger.debug("two")
    quiet.warning("three")
    level.level = .critical
    logger.error("four")
    quiet.error("five")
    let lines = pipe.read().split(separator: "\n").map { $0.drop { $0 != " " }.dropFirst() }
    #expect(lines == ["debug: two", "error: five"])
  }
}
