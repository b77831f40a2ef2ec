// Lines of the engine's event stream.

import DockerEngine

enum EventLines {
  /// Whole, and cut in two where the first byte says: both ways the same must be read.
  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    let whole = items([bytes])
    guard let first = bytes.first else { return }
    let cut = Int(first) % bytes.count
    let parts = items([UnsafeRawBufferPointer(rebasing: bytes[..<cut]), UnsafeRawBufferPointer(rebasing: bytes[cut...])])
    precondition(whole == parts, "the pieces in which a stream comes change what is read")
  }

  private static func items(_ pieces: [UnsafeRawBufferPointer]) -> [EventItem] {
    var reader = EventReader()
    var items: [EventItem] = []
    for piece in pieces { reader.read(piece, into: &items) }
    reader.finish(into: &items)
    return items
  }
}
