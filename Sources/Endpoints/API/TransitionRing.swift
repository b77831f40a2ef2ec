// A ring of transitions, oldest first.

import Watch

/// At most `capacity` transitions, by rising sequence; a collection from the oldest to the newest.
struct TransitionRing: RandomAccessCollection, Sendable {
  private let capacity: Int
  private var slots: [Transition] = []
  /// Where the oldest is.
  private var head = 0

  init(capacity: Int) {
    precondition(capacity > 0, "a ring holds something")
    self.capacity = capacity
  }

  var startIndex: Int { 0 }
  var endIndex: Int { slots.count }

  subscript(position: Int) -> Transition { slots[(head + position) % slots.count] }

  mutating func append(_ transition: Transition) {
    guard slots.count == capacity else {
      slots.append(transition)
      return
    }
    slots[head] = transition
    head = (head + 1) % capacity
  }

  /// The position of the first transition after that sequence number.
  func position(after sequence: Int64) -> Int {
    var lower = 0
    var upper = count
    while lower < upper {
      let middle = (lower + upper) / 2
      if self[middle].sequence <= sequence { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }
}
