import Testing

@testable import DogwatchDaemon

/// What is given back when the start is over is program text alone.
@Suite struct ProcessFrugalityTests {
  @Test func textOfAFileIsFound() throws {
    let text = try #require(TextMapping("561a53bda000-561a55f8d000 r-xp 00000000 fe:00 16230000                   /usr/bin/dogwatch\n"))
    #expect(UInt(bitPattern: text.start) == 0x561a_53bd_a000 && text.length == 0x561a_55f8_d000 - 0x561a_53bd_a000)
  }

  @Test(arguments: [
    // Data, the heap, the kernel's own, text that somebody made, nothing.
    "561a5607f000-561a563f2000 rw-p 024a4000 fe:00 16230000                   /usr/bin/dogwatch",
    "561a55f8e000-561a5607f000 r--p 023b3000 fe:00 16230000                   /usr/bin/dogwatch",
    "561a89a90000-561a89d8c000 rw-p 00000000 00:00 0                          [heap]",
    "7ffd1b5d3000-7ffd1b5d5000 r-xp 00000000 00:00 0                          [vdso]",
    "7f5d60244000-7f5d6039a000 r-xp 00000000 00:00 0", "",
  ])
  func everythingElseIsLeft(_ line: String) {
    #expect(TextMapping(line).map(\.length) == nil)
  }

  /// The process goes on with text that it has to read again.
  @Test func processGoesOn() {
    ProcessFrugality.endStart()
    #expect([3, 1, 2].sorted() == [1, 2, 3])
  }
}
