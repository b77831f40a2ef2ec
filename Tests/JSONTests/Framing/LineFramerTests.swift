import JSON
import Testing

@Suite struct LineFramerTests {
  private enum Seen: Equatable {
    case line(String)
    case partial(String)
    case tooLong(Int)
  }

  private func note(_ frame: LineFramer.Frame, into seen: inout [Seen]) {
    switch frame {
    case .line(let bytes): seen.append(.line(String(decoding: bytes, as: UTF8.self)))
    case .partial(let bytes): seen.append(.partial(String(decoding: bytes, as: UTF8.self)))
    case .tooLong(let count): seen.append(.tooLong(count))
    }
  }

  private func frames(_ chunks: [[UInt8]], maximumLength: Int = 1 << 20) -> [Seen] {
    var framer = LineFramer(maximumLength: maximumLength)
    var seen: [Seen] = []
    for chunk in chunks {
      chunk.withUnsafeBytes { bytes in framer.append(bytes) { note($0, into: &seen) } }
    }
    framer.finish { note($0, into: &seen) }
    return seen
  }

  private func frames(_ chunks: String..., maximumLength: Int = 1 << 20) -> [Seen] {
    frames(chunks.map { Array($0.utf8) }, maximumLength: maximumLength)
  }

  @Test func wholeLinesOfOneChunkArePassedOn() {
    #expect(frames("{\"a\":1}\n{\"b\":2}\n") == [.line("{\"a\":1}"), .line("{\"b\":2}")])
  }

  @Test func streamCutAtEveryPairOfPlacesGivesTheSameLines() {
    let bytes = Array("\u{1E}{\"a\":1}\r\n\n{\"bé\":2}\n\r\n\u{1E}\u{1E}last".utf8)
    let expected: [Seen] = [.line("{\"a\":1}"), .line("{\"bé\":2}"), .partial("last")]
    for first in 0...bytes.count {
      for second in first...bytes.count {
        let chunks = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
        #expect(frames(chunks) == expected)
      }
    }
    #expect(frames(bytes.map { [$0] }) == expected)
  }

  @Test func emptyLinesAreLeftOut() {
    #expect(frames("\n\n\r\n\u{1E}\n\u{1E}\r\n") == [])
  }

  @Test func carriageReturnInsideALineStays() {
    #expect(frames("a\rb\r\r\n") == [.line("a\rb\r")])
  }

  @Test func lineOfExactlyTheBoundIsKept() {
    #expect(frames("12345678\n", maximumLength: 8) == [.line("12345678")])
    #expect(frames("1234", "5678", "\n", maximumLength: 8) == [.line("12345678")])
  }

  @Test func longLineIsDroppedWholeReportedOnceAndTheNextOneHandled() {
    #expect(frames("123456789\nok\n", maximumLength: 8) == [.tooLong(9), .line("ok")])
    for cut in 0...10 {
      let bytes = Array("123456789\nok\n".utf8)
      #expect(frames([Array(bytes[..<cut]), Array(bytes[cut...])], maximumLength: 8) == [.tooLong(9), .line("ok")])
    }
    #expect(frames("123456789".map { "\($0)" }.joined(), "more", maximumLength: 8) == [.tooLong(13)])
  }

  @Test func tenMegabyteLineIsCountedAndNotKept() {
    let chunk = [UInt8](repeating: 0x78, count: 65_536)
    let chunks = Array(repeating: chunk, count: 160) + [Array("\n{}\n".utf8)]
    #expect(frames(chunks) == [.tooLong(10_485_760), .line("{}")])
  }

  @Test func tenMegabyteLineInOneChunkIsCountedToo() {
    let chunk = [UInt8](repeating: 0x78, count: 10_485_760) + Array("\n{}\n".utf8)
    #expect(frames([chunk]) == [.tooLong(10_485_760), .line("{}")])
  }

  @Test func lineWithinOneChunkIsNotCopied() {
    let chunk = Array("{\"a\":1}\n".utf8)
    var framer = LineFramer()
    chunk.withUnsafeBytes { bytes in
      framer.append(bytes) { frame in
        guard case .line(let line) = frame else {
          Issue.record("no line")
          return
        }
        #expect(line.baseAddress == bytes.baseAddress)
      }
    }
  }

  @Test func finishIsSilentAfterALineEndAndReadyForAnotherStream() {
    var framer = LineFramer()
    var seen: [Seen] = []
    Array("half".utf8).withUnsafeBytes { bytes in framer.append(bytes) { note($0, into: &seen) } }
    framer.finish { note($0, into: &seen) }
    framer.finish { note($0, into: &seen) }
    Array("next\n".utf8).withUnsafeBytes { bytes in framer.append(bytes) { note($0, into: &seen) } }
    framer.finish { note($0, into: &seen) }
    #expect(seen == [.partial("half"), .line("next")])
  }

  @Test func realEventsCutAnywhereDecodeAlike() throws {
    let stream = Array((SampleEvent.text + "\n" + SampleEvent.text + "\n").utf8)
    let expected = try SampleEvent.decode(Array(SampleEvent.text.utf8))
    for cut in 0...stream.count {
      var framer = LineFramer()
      var decoded: [SampleEvent.Decoded] = []
      for chunk in [stream[..<cut], stream[cut...]] {
        Array(chunk).withUnsafeBytes { bytes in
          framer.append(bytes) { frame in
            guard case .line(let line) = frame, let event = try? SampleEvent.decode(Array(line)) else {
              Issue.record("cut at \(cut)")
              return
            }
            decoded.append(event)
          }
        }
      }
      #expect(decoded == [expected, expected])
    }
  }
}
