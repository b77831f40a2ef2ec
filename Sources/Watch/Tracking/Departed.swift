// Containers that were removed a moment ago.

/// The last removed containers: a `stop` may come after its `destroy`, and an identifier never returns.
struct Departed: Sendable {
  private static let capacity = 512

  private var known: Set<ContainerID> = []
  private var order: [ContainerID] = []
  private var oldest = 0

  func contains(_ id: ContainerID) -> Bool { known.contains(id) }

  mutating func insert(_ id: ContainerID) {
    guard known.insert(id).inserted else { return }
    if order.count < Self.capacity {
      order.append(id)
    } else {
      known.remove(order[oldest])
      order[oldest] = id
      oldest = (oldest + 1) % Self.capacity
    }
  }
}
