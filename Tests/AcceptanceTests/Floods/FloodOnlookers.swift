// Who looks at dogwatch while a flood comes: a scraper, and the kernel's word of its memory.

import Foundation
import Glibc

/// A thread that scrapes every 100 ms, and one that reads the memory every 20 ms.
final class FloodOnlookers: Sendable {
  /// What they saw.
  struct Seen: Sendable {
    /// Seconds from the request to the last byte.
    var scrapes: [Double] = []
    var failures = 0
    var pageBytes = 0
    /// KiB.
    var peakAnonymous = 0
    var peakResident = 0
    var lastAnonymous = 0

    /// The time within which that part of the scrapes was answered.
    func milliseconds(_ quantile: Double) -> Double {
      let sorted = scrapes.sorted()
      guard !sorted.isEmpty else { return 0 }
      let index = min(sorted.count - 1, Int((quantile * Double(sorted.count)).rounded(.up)) - 1)
      return (sorted[max(index, 0)] * 10_000).rounded() / 10
    }
  }

  private let state = Locked((seen: Seen(), isOver: false, running: 2))

  init(pid: pid_t, address: SocketAddress) {
    let state = state
    Thread.detachNewThread {
      let exchange = HTTPExchange(address: address, target: "/metrics", limit: 30)
      while !state.read(\.isOver) {
        let began = ContinuousClock.now
        let answer = try? exchange.sendBlocking()
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        state.change { state in
          if let answer, answer.status == 200 {
            state.seen.scrapes.append(seconds)
            state.seen.pageBytes = max(state.seen.pageBytes, answer.body.count)
          } else {
            state.seen.failures += 1
          }
        }
        usleep(100_000)
      }
      state.change { $0.running -= 1 }
    }
    Thread.detachNewThread {
      while !state.read(\.isOver) {
        state.change { Self.weigh(pid, &$0.seen) }
        usleep(20_000)
      }
      state.change { state in
        Self.weigh(pid, &state.seen)
        state.running -= 1
      }
    }
  }

  /// proc(5): RssAnon is memory that is no file's.
  private static func weigh(_ pid: pid_t, _ seen: inout Seen) {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return }
    func kibibytes(_ key: String) -> Int {
      let line = text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
      return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
    seen.lastAnonymous = kibibytes("RssAnon")
    seen.peakAnonymous = max(seen.peakAnonymous, seen.lastAnonymous)
    seen.peakResident = max(seen.peakResident, kibibytes("VmHWM"))
  }

  /// Sends them home.
  func end() async -> Seen {
    state.change { $0.isOver = true }
    while state.read({ $0.running > 0 }) { try? await Task.sleep(for: .milliseconds(10)) }
    return state.read(\.seen)
  }
}
