// What keeps the process small.

import CMalloc
import Glibc
import NIOCore

/// Settings of the C library and of NIO that trade speed nobody needs for memory, and what the start leaves behind.
public enum ProcessFrugality {
  /// Must come before the first thread and the first connection (mallopt(3)).
  public static func apply() {
    _ = mallopt(M_ARENA_MAX, 1)
    _ = mallopt(M_TRIM_THRESHOLD, 256 * 1024)
    // Above the 128 KiB of a scrape's chunks: of each the kernel would map, clear and unmap the pages anew.
    _ = mallopt(M_MMAP_THRESHOLD, 192 * 1024)
    NIOSingletons.groupLoopCountSuggestion = 1
  }

  /// To be called once the start is over. Most of the program's text is read only then; of what lies on disk unchanged, only what is used from
  /// now on is to be in memory (madvise(2): the next use reads it again).
  static func endStart() {
    _ = malloc_trim(0)
    guard let maps = fopen("/proc/self/maps", "re") else { return }
    defer { fclose(maps) }
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, Int32(line.count), maps) != nil {
      let said = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      guard let text = TextMapping(String(decoding: said, as: UTF8.self)) else { continue }
      madvise(text.start, text.length, MADV_DONTNEED)
    }
  }
}

/// Program text that a file holds and nobody can change, as proc(5) tells of it: `start-end r-xp offset device inode path`.
struct TextMapping {
  let start: UnsafeMutableRawPointer
  let length: Int

  /// Nil for what is anything else.
  init?(_ line: String) {
    let fields = line.split(separator: " ", omittingEmptySubsequences: true)
    guard fields.count > 5, fields[1] == "r-xp", fields[5].hasPrefix("/") else { return nil }
    let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
    guard bounds.count == 2, bounds[0] < bounds[1], let start = UnsafeMutableRawPointer(bitPattern: bounds[0]) else { return nil }
    self.start = start
    length = Int(bounds[1] - bounds[0])
  }
}
