// Whether an output already leads to the journal.

import Glibc

public enum JournalStream {
  /// Whether the descriptor is the stream that systemd connected to the journal: `JOURNAL_STREAM` holds its device and inode, and a program
  /// must compare them, since the variable is inherited and the output may have been redirected (systemd.exec(5)).
  public static func isConnected(to descriptor: Int32, environment: [String: String]) -> Bool {
    let numbers = environment["JOURNAL_STREAM"]?.split(separator: ":", omittingEmptySubsequences: false).map { UInt64($0) } ?? []
    var status = stat()
    guard numbers.count == 2, fstat(descriptor, &status) == 0 else { return false }
    return numbers[0] == UInt64(status.st_dev) && numbers[1] == UInt64(status.st_ino)
  }
}
