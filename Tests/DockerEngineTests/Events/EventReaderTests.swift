import Testing
import Watch

@testable import DockerEngine

@Suite struct EventReaderTests {
  private func read(_ chunks: [[UInt8]]) -> [EventItem] {
    var reader = EventReader()
    var items: [EventItem] = []
    for chunk in chunks { chunk.withUnsafeBytes { reader.read($0, into: &items) } }
    reader.finish(into: &items)
    return items
  }

  private func line(_ action: String, time: Int) -> String {
    #"{"Type":"container","Action":"\#(action)","Actor":{"ID":"a","Attributes":{"name":"wéb"}},"time":\#(time)}"# + "\n"
  }

  private func actions(_ items: [EventItem]) -> [String] {
    items.map {
      switch $0 {
      case .event(let event): event.action.label
      case .foreign: "foreign"
      case .malformed: "malformed"
      }
    }
  }

  @Test func chunksMayEndAnywhere() {
    let bytes = Array((line("die", time: 1) + "\u{1E}" + line("start", time: 2) + "\r\n\n" + line("oom", time: 3)).utf8)
    let whole = read([bytes])
    #expect(actions(whole) == ["die", "start", "oom"])
    for cut in 0...bytes.count {
      #expect(read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
    }
    #expect(read(bytes.map { [$0] }) == whole)
  }

  @Test func badLinesDoNotHarmTheNextGoodOne() {
    let text = "garbage\n\n" + line("die", time: 1).dropLast(10) + "\n{\"Type\":\"volume\"}\n" + line("start", time: 2)
    #expect(actions(read([Array(text.utf8)])) == ["malformed", "malformed", "foreign", "start"])
  }

  @Test func aLineOfTenMegabytesIsDroppedAndCounted() {
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
    let items = read(Array(repeating: piece, count: 10) + [Array(("\n" + line("die", time: 1)).utf8)])
    #expect(actions(items) == ["malformed", "die"])
    guard case .malformed(let found) = items.first else {
      Issue.record("no malformed line")
      return
    }
    #expect(found.length == 10 << 20)
  }

  @Test func lastLineCountsWhenOnlyItsEndIsMissing() {
    #expect(actions(read([Array(line("die", time: 1).dropLast().utf8)])) == ["die"])
    #expect(actions(read([Array(line("die", time: 1).dropLast(2).utf8)])) == ["malformed"])
  }
}
