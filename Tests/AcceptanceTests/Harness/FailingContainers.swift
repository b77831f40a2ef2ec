// Load of the kind that makes alerts.

import Testing

/// Containers that fail one after the other, until they are told to stop.
final class FailingContainers: Sendable {
  private let state = Locked((names: [String](), isOver: false))
  private let task: Task<Void, any Error>

  /// `pace` says which of them have been told of: the next one waits while 20 have not.
  init(on engine: PrivateEngine, pace told: @escaping @Sendable () throws -> Set<String>) {
    task = Task { [state] in
      var number = 0
      while !state.read(\.isOver) {
        number += 1
        let container = try await TestContainer("load-\(number)", ContainerSpec(behaviour: .exits(3)), on: engine)
        try await container.start()
        state.change { $0.names.append(container.name) }
        try await eventually("a container that is told of") {
          let (names, isOver) = state.read { $0 }
          return try isOver || Set(names).subtracting(told()).count < 20
        }
      }
    }
  }

  /// Those that were started; each has failed, or does so at once.
  var names: [String] { state.read(\.names) }

  /// Waits until so many more have been started.
  func goOn(by count: Int) async throws {
    let before = names.count
    try await eventually("\(count) more containers that fail", read: { names.count }, until: { $0 >= before + count })
  }

  /// Ends it and returns the names of all.
  func end() async throws -> [String] {
    state.change { $0.isOver = true }
    try await task.value
    return names
  }
}
