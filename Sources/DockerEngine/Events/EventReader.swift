// From the bytes of a stream, in whatever pieces, to its items.

import JSON

/// Cuts a stream of events into lines and decodes each.
public struct EventReader: Sendable {
  private var framer = LineFramer(maximumLength: 1 << 20)

  public init() {}

  /// Takes the next bytes and adds what is whole now.
  public mutating func read(_ bytes: UnsafeRawBufferPointer, into items: inout [EventItem]) {
    framer.append(bytes) { items.append(Self.item($0)) }
  }

  /// Takes what is left when the stream has ended.
  public mutating func finish(into items: inout [EventItem]) {
    framer.finish { items.append(Self.item($0)) }
  }

  private static func item(_ frame: LineFramer.Frame) -> EventItem {
    switch frame {
    case .line(let line): EventDecoder.decode(line)
    // Whole but for its line end, or cut off: the decoder knows.
    case .partial(let line): EventDecoder.decode(line)
    case .tooLong(let length): .malformed(MalformedLine(reason: "a line that is too long", length: length, excerpt: ""))
    }
  }
}
