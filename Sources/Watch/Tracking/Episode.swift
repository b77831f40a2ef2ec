// Things that are true for a while because something happened often: flapping, crash looping.

/// The latest times of something, as many as its threshold needs.
struct Window: Sendable, Codable {
  private(set) var times: [Timestamp] = []

  /// Notes one more; keeps at most `limit`.
  mutating func note(_ time: Timestamp, keeping limit: Int) {
    times.append(time)
    if times.count > limit { times.removeFirst(times.count - limit) }
  }

  mutating func clear() {
    times.removeAll(keepingCapacity: true)
  }

  /// How many lie within `length` before `now`.
  func count(within length: Int64, before now: Timestamp) -> Int {
    times.reduce(0) { now.since($1) <= length ? $0 + 1 : $0 }
  }
}

/// Crash looping: at least so many starts by policy within a window begin it; a window of unbroken running, any exit that the policy does
/// not bring back, or removal ends it.
struct CrashLoop: Sendable, Codable {
  private(set) var isActive = false
  /// While active and running: when it has run long enough.
  private(set) var endsAt: Uptime?
  private var starts = Window()

  /// A start; `age` is how long ago it was when it reached us.
  mutating func started(byPolicy: Bool, time: Timestamp, at uptime: Uptime, age: Int64, threshold: Int, window: Int64) {
    if byPolicy {
      starts.note(time, keeping: threshold)
      if starts.count(within: window, before: time) >= threshold { isActive = true }
    }
    endsAt = isActive ? uptime.advanced(by: max(0, window - age)) : nil
  }

  /// An exit that the policy brings back, or may bring back: the run is broken, the episode goes on.
  mutating func exited() {
    endsAt = nil
  }

  /// An exit that the policy does not bring back, or removal.
  mutating func end() {
    if isActive { starts.clear() }
    isActive = false
    endsAt = nil
  }

  /// Ends the episode if it has run long enough; true when that changed something.
  mutating func wake(_ now: Uptime) -> Bool {
    guard let endsAt, endsAt <= now else { return false }
    end()
    return true
  }

  /// Moves its uptimes to those of another process.
  mutating func move(by shift: Int64) {
    endsAt = endsAt?.advanced(by: shift)
  }
}

/// Flapping: at least so many changes between healthy and unhealthy within a window of one run begin it; at most one within a window ends it.
struct Flapping: Sendable, Codable {
  private(set) var isActive = false
  /// While active: when the second-latest change leaves the window.
  private(set) var endsAt: Uptime?
  private var ofThisRun = Window()
  private var latest: [Uptime] = []

  mutating func changed(time: Timestamp, at uptime: Uptime, age: Int64, threshold: Int, window: Int64) {
    ofThisRun.note(time, keeping: threshold)
    latest.append(uptime.advanced(by: -age))
    if latest.count > 2 { latest.removeFirst() }
    if ofThisRun.count(within: window, before: time) >= threshold { isActive = true }
    plan(window)
  }

  /// A new run began: changes of the last one no longer make an episode.
  mutating func runBegan() {
    ofThisRun.clear()
  }

  mutating func end() {
    isActive = false
    endsAt = nil
    ofThisRun.clear()
    latest.removeAll()
  }

  /// Ends the episode if things have calmed down; true when that changed something.
  mutating func wake(_ now: Uptime) -> Bool {
    guard let endsAt, endsAt <= now else { return false }
    end()
    return true
  }

  private mutating func plan(_ window: Int64) {
    endsAt = isActive ? latest.first?.advanced(by: window) : nil
  }

  /// Moves its uptimes to those of another process.
  mutating func move(by shift: Int64) {
    endsAt = endsAt?.advanced(by: shift)
    latest = latest.map { $0.advanced(by: shift) }
  }
}
