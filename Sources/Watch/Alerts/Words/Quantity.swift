// Durations, sizes and counts as people say them.

/// Numbers in words.
enum Quantity {
  /// `less than 0.1 s`, `0.2 s`, `4 s`, `2 m 30 s`, `6 h`, `3 d 4 h`: the two greatest units at most, tenths below a second.
  static func duration(_ nanoseconds: Int64) -> String {
    let seconds = max(0, nanoseconds) / FleetSettings.second
    if seconds < 1 {
      let tenths = max(0, nanoseconds) / 100_000_000
      return tenths == 0 ? "less than 0.1 s" : "0.\(tenths) s"
    }
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
    if days > 0 { return two(days, "d", hours % 24, "h") }
    if hours > 0 { return two(hours, "h", minutes % 60, "m") }
    if minutes > 0 { return two(minutes, "m", seconds % 60, "s") }
    return "\(seconds) s"
  }

  private static func two(_ number: Int64, _ unit: String, _ rest: Int64, _ restUnit: String) -> String {
    rest == 0 ? "\(number) \(unit)" : "\(number) \(unit) \(rest) \(restUnit)"
  }

  static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "0 s" }
    return duration(Int64(seconds * 1e9))
  }

  /// `256 MiB`, `1.5 GiB`, `512 B`.
  static func memory(_ bytes: Int64) -> String {
    let bytes = max(0, bytes)
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var scale: Int64 = 1
    var unit = 0
    while unit < units.count - 1, bytes / scale >= 1024 {
      scale *= 1024
      unit += 1
    }
    let tenths = (bytes / scale) * 10 + (bytes % scale) * 10 / scale
    return tenths % 10 == 0 ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }

  /// `1 probe`, `3 probes`.
  static func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }
}
