// The query of /api/v1/transitions.

import Watch

extension TransitionQuery {
  /// Reads `name=&since=&after=&limit=`; a duration counts back from `now`.
  init(_ items: [RequestTarget.QueryItem], now: Timestamp) throws(RequestFault) {
    self.init()
    var seen: Set<String> = []
    for item in items {
      guard seen.insert(item.name).inserted else { throw .badRequest("\"\(item.name)\" is given twice (once is allowed)") }
      switch item.name {
      case "name": name = ContainerName(item.value)
      case "since": since = try Self.since(item.value, now: now)
      case "after": after = try Self.number(item, in: 0...Int64.max, "a sequence number: 0 or more")
      case "limit": limit = Int(try Self.number(item, in: 1...Int64(Self.maximumLimit), "1 to \(Self.maximumLimit)"))
      default: throw .badRequest("unknown parameter \"\(item.name)\" (name, since, after and limit are allowed)")
      }
    }
  }

  private static func since(_ text: String, now: Timestamp) throws(RequestFault) -> Timestamp {
    if let time = Timestamp(rfc3339: text) { return time }
    if let nanoseconds = DurationText.nanoseconds(text) { return now.advanced(by: -nanoseconds) }
    throw .badRequest(
      "since: \"\(text)\" is neither a time nor a duration (an RFC 3339 time such as 2026-01-02T03:04:05Z, or a duration such as 24h)")
  }

  private static func number(
    _ item: RequestTarget.QueryItem, in range: ClosedRange<Int64>, _ allowed: String
  ) throws(RequestFault) -> Int64 {
    guard let number = Int64(item.value), range.contains(number) else {
      throw .badRequest("\(item.name): \"\(item.value)\" is not allowed (\(allowed))")
    }
    return number
  }
}
