// What keeps the process small; must come before the first thread and the first connection.

import CMalloc
import NIOCore

/// Settings of the C library and of NIO that trade speed nobody needs for memory (mallopt(3)).
public enum ProcessFrugality {
  public static func apply() {
    _ = mallopt(M_ARENA_MAX, 1)
    _ = mallopt(M_TRIM_THRESHOLD, 256 * 1024)
    _ = mallopt(M_MMAP_THRESHOLD, 128 * 1024)
    NIOSingletons.groupLoopCountSuggestion = 1
  }
}
