// What waits to be told to a service manager that does not read.

/// Notifications in order. Each says how things are, so that of more than anybody will want to hear the oldest may be left out.
struct NotificationQueue: Sendable {
  private(set) var texts: [String] = []

  /// More than are told while the manager is busy for a while.
  static let limit = 64

  /// Puts it at the end. False when it takes the place of the same that waits already.
  mutating func append(_ text: String) -> Bool {
    let isNew = !texts.contains(text)
    texts.removeAll { $0 == text }
    texts.append(text)
    texts = texts.suffix(Self.limit)
    return isNew
  }
}
