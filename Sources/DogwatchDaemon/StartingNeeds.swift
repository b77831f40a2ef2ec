// What the process must be able to have before the daemon begins.

import Glibc

/// Descriptors and threads: an event loop that gets none ends the process by a trap, and a thread of the pool is waited for without a word.
public enum StartingNeeds {
  /// What the daemon has open when it follows an engine and nobody is connected, with some to spare.
  static let descriptors = 48
  /// Beside the main thread, with some to spare.
  static let threads = 13

  /// What cannot be had, and why.
  public struct Shortage: Error, CustomStringConvertible {
    public let errno: Int32
    let need: String
    let setting: String

    public var description: String { "\(need) are needed to begin with: \(String(cString: strerror(errno))) (\(setting))" }
  }

  /// Raises the limit of descriptors to what the process may set it to: systemd gives 1,024 to begin with, for programs that use select(2), and
  /// allows more.
  public static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Has all of it at once, and gives it back.
  public static func check() throws(Shortage) {
    if let number = tryDescriptors() {
      throw Shortage(errno: number, need: "\(descriptors) file descriptors", setting: "LimitNOFILE= of the unit, ulimit -n")
    }
    if let number = tryThreads() {
      throw Shortage(errno: number, need: "\(threads) threads", setting: "TasksMax= and LimitNPROC= of the unit, ulimit -u")
    }
  }

  private static func tryDescriptors() -> Int32? {
    var taken: [CInt] = []
    defer { for descriptor in taken { close(descriptor) } }
    while taken.count < descriptors {
      let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { return errno }
      taken.append(descriptor)
    }
    return nil
  }

  private static let waitForEnd: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { end in
    guard let end = end?.assumingMemoryBound(to: sem_t.self) else { return nil }
    while sem_wait(end) != 0 {}
    return nil
  }

  private static func tryThreads() -> Int32? {
    let end = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(end, 0, 0)
    var taken: [pthread_t] = []
    defer {
      for _ in taken { sem_post(end) }
      for thread in taken { pthread_join(thread, nil) }
      sem_destroy(end)
      end.deallocate()
    }
    while taken.count < threads {
      var thread = pthread_t()
      let number = pthread_create(&thread, nil, waitForEnd, end)
      guard number == 0 else { return number }
      taken.append(thread)
    }
    return nil
  }
}
