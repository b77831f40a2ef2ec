import JSON
import Logging
import Testing

@testable import DogwatchDaemon

@Suite struct LogHandlerTests {
  private static let hostile = "quote \" backslash \\ newline \n tab \t nul \0 escape \u{1B}[31m rtl \u{202E} separator \u{2028} ü 😀"

  private func lines(_ handler: any LogHandler, _ pipe: Pipe, _ body: (Logger) -> Void) -> [String] {
    body(Logger(label: "test") { _ in handler })
    return pipe.read().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func members(_ line: String) throws -> [String: String] {
    var members: [String: String] = [:]
    var bytes = Array(line.utf8)
    try bytes.withUnsafeMutableBytes { bytes in
      try JSONReader.read(UnsafeRawBufferPointer(bytes)) { reader throws(JSONError) in
        try reader.object { key, reader throws(JSONError) in members[key.string] = try reader.text().string }
      }
    }
    return members
  }

  @Test func jsonIsValidWhateverIsLogged() throws {
    let pipe = Pipe()
    let lines = lines(JSONLogHandler(level: .info, output: pipe.output), pipe) {
      $0.warning("\(Self.hostile)", metadata: ["key \"\n": "\(Self.hostile)", "message": "other"])
    }
    #expect(lines.count == 2 && lines[1].isEmpty)
    let members = try members(lines[0])
    #expect(members["level"] == "warning")
    #expect(members["message"] == Self.hostile)
    #expect(members["message_"] == "other")
    #expect(members["key \"\n"] == Self.hostile)
    #expect(members["time"]?.hasSuffix("Z") == true)
  }

  @Test func textIsOneHarmlessLine() {
    let pipe = Pipe()
    let lines = lines(TextLogHandler(level: .info, output: pipe.output), pipe) {
      $0.error("\(Self.hostile)", metadata: ["key": "\(Self.hostile)"])
    }
    #expect(lines.count == 2 && lines[1].isEmpty)
    #expect(lines[0].contains("Z error: quote \" backslash \\ newline tab"))
    #expect(lines[0].contains(" key=quote"))
    #expect(lines[0].unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0.properties.generalCategory != .format })
  }

  @Test func lowerLevelsAreLeftOut() {
    let pipe = Pipe()
    let handlers: [any LogHandler] = [TextLogHandler(level: .info, output: pipe.output), JSONLogHandler(level: .info, output: pipe.output)]
    for handler in handlers { #expect(lines(handler, pipe) { $0.debug("no") } == [""]) }
  }

  /// Those who log must not stand still because nobody reads.
  @Test func aFullPipeHoldsNobodyUp() {
    let pipe = Pipe()
    let logger = Logger(label: "test") { _ in TextLogHandler(level: .info, output: pipe.output) }
    for number in 0..<5000 { logger.info("line \(number)") }
    #expect(pipe.read().contains("line 0\n"))
  }
}
