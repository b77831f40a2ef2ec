// What lasts under a container's name, whichever container bears it.

/// Counters and episodes of one name.
struct NameRecord: Sendable, Codable {
  var counters = ContainerView.Counters()
  var crashLoop = CrashLoop()
  var flapping = Flapping()
  /// The container that bears the name now.
  var current: ContainerID?
  /// Others that still bear it as far as is known, though `current` has taken it since: what is told late of one may be told out of turn.
  var rivals: [ContainerID]?
  var hasHealthcheck = false
  /// The health whose time grows.
  private var growing = Health.unknown
  /// Set while nobody bears the name.
  var removal: Removal?
  /// The deadline last put into the queue.
  var scheduled: Uptime?
  /// Whether its view waits to be published.
  var isDirty = false
  /// Whether it waits to be saved.
  var isUnsaved = false

  private enum CodingKeys: CodingKey {
    case counters, crashLoop, flapping, current, rivals, hasHealthcheck, growing, removal
  }

  /// The removal of the last container of that name.
  struct Removal: Sendable, Codable {
    /// Its counters disappear from view then,
    var hiddenAt: Uptime
    /// and are forgotten then.
    var forgottenAt: Uptime
    var isHidden = false

    mutating func move(by shift: Int64) {
      hiddenAt = hiddenAt.advanced(by: shift)
      forgottenAt = forgottenAt.advanced(by: shift)
    }
  }

  /// When it wants to be looked at again.
  var deadline: Uptime? {
    let hiding = removal?.isHidden == false ? removal?.hiddenAt : nil
    return crashLoop.endsAt.orEarlier(flapping.endsAt).orEarlier(hiding)
  }

  /// They are of one bearer of the name.
  mutating func endEpisodes() {
    crashLoop.end()
    flapping.end()
  }

  /// The same in another process, its uptimes moved.
  mutating func resume(movedBy shift: Int64) {
    (scheduled, isDirty, isUnsaved) = (nil, false, false)
    counters.resume()
    crashLoop.move(by: shift)
    flapping.move(by: shift)
    removal?.move(by: shift)
  }

  /// From `time` on the health is another; the time before is credited to the old one as far as it is confirmed.
  mutating func healthChanged(to new: Health, at time: Timestamp, confirmedUpTo confirmed: Timestamp?) {
    if let since = counters.healthSince, let confirmed, let index = growing.countedIndex {
      let (sum, overflow) = counters.healthTime[index].addingReportingOverflow(max(0, confirmed.since(since)))
      counters.healthTime[index] = overflow ? .max : sum
    }
    growing = new
    counters.healthSince = new.countedIndex == nil ? nil : max(time, confirmed ?? time)
  }
}
