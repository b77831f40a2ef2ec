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
    let parts: [(Int64, String)] = [
      (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"),
    ]
    let first = parts.firstIndex { $0.0 > 0 } ?? 3
    return parts[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
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
