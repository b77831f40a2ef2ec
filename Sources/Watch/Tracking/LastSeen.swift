// The last things that were seen, so that they are known when they come again.

/// So many elements, the oldest forgotten first. Each has a number, rising over all that were ever seen, under which it is saved.
struct LastSeen<Element: Hashable & Sendable>: Sendable {
  private let capacity: Int
  private var known: Set<Element> = []
  private var ring: [Element] = []
  /// Where in the ring the oldest is once it is full.
  private var oldest = 0
  /// The number of the newest, and that of the newest that is saved.
  private var newest: Int64 = 0
  private var saved: Int64 = 0

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Takes up again what was saved, the oldest first.
  init(capacity: Int, saved rows: [NumberedRow<Element>]) {
    self.init(capacity: capacity)
    ring = rows.suffix(capacity).map(\.element)
    known = Set(ring)
    // Each has a number of its own from 1 on.
    newest = max(rows.last?.number.countable ?? 0, Int64(ring.count))
    saved = newest
  }

  func contains(_ element: Element) -> Bool { known.contains(element) }

  /// Remembers an element; false if it is remembered already.
  @discardableResult
  mutating func insert(_ element: Element) -> Bool {
    guard known.insert(element).inserted else { return false }
    newest += 1
    if ring.count < capacity {
      ring.append(element)
    } else {
      known.remove(ring[oldest])
      ring[oldest] = element
      oldest = (oldest + 1) % capacity
    }
    return true
  }

  mutating func removeAll() {
    known.removeAll()
    ring.removeAll()
    oldest = 0
  }

  // MARK: Saving

  /// What is to be written to make what is saved like this.
  mutating func takeChanges() -> NumberedChanges<Element> {
    let count = Int(min(newest - saved, Int64(ring.count)))
    saved = newest
    let rows = (ring.count - count..<ring.count).map { place in
      NumberedRow(number: newest - Int64(ring.count - 1 - place), element: ring[(oldest + place) % ring.count])
    }
    return NumberedChanges(added: rows, forgottenUpTo: newest - Int64(ring.count))
  }

  /// All of it is to be saved once more.
  mutating func markUnsaved() {
    saved = 0
  }
}

/// One element and its number.
public struct NumberedRow<Element: Sendable>: Sendable {
  public var number: Int64
  public var element: Element

  public init(number: Int64, element: Element) {
    self.number = number
    self.element = element
  }
}

extension NumberedRow: Codable where Element: Codable {}

/// What came to a row of numbered elements, and up to which number they are no longer wanted.
public struct NumberedChanges<Element: Sendable>: Sendable {
  public var added: [NumberedRow<Element>]
  public var forgottenUpTo: Int64
}
