// Bodies of the engine's answers.

import DockerEngine
import Watch

enum EngineBodies {
  @Sendable static func list(_ body: UnsafeRawBufferPointer) {
    guard let (rows, _) = try? ListDecoder.decode(body) else { return }
    precondition(rows.allSatisfy { !$0.id.text.isEmpty && !$0.name.text.isEmpty }, "a row without id or name")
  }

  @Sendable static func inspect(_ body: UnsafeRawBufferPointer) {
    guard let found = try? InspectDecoder.decode(body) else { return }
    precondition(!found.id.text.isEmpty, "an inspection without id")
    // What it tells is the core's affair next.
    _ = Life(found).told
  }

  @Sendable static func info(_ body: UnsafeRawBufferPointer) {
    _ = try? InfoDecoder.decode(body)
  }
}
