// Which boot of the host this is.

import Glibc

/// A boot of the host: uptimes of one mean nothing in another.
public enum BootID {
  /// The kernel's name for this boot (random(4)); empty where it does not tell.
  public static let current: String = {
    let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count].filter { $0 > 0x20 }, as: UTF8.self) : ""
  }()
}
