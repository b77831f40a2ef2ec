// The metric text of one row.

import Exposition
import Watch

/// The samples of all container families, one after another, in one piece of memory: a scrape of thousands of rows waits for memory more
/// than for anything else.
struct RowText: Sendable {
  /// Where each family's samples end, four bytes each, then the samples.
  private let bytes: [UInt8]

  init(_ view: ContainerView) {
    let name: LabelText = ["name": view.name.text]
    var text = SampleText(reservingCapacity: 4096)
    var ends: [UInt32] = []
    for metric in ContainerMetrics.all {
      metric.write(view, name, &text)
      ends.append(UInt32(truncatingIfNeeded: Self.headLength + text.bytes.count))
    }
    bytes = ends.withUnsafeBytes { head in
      Array(unsafeUninitializedCapacity: head.count + text.bytes.count) { buffer, count in
        count = head.count + text.bytes.count
        _ = buffer.initialize(from: head)
        _ = buffer[head.count...].initialize(from: text.bytes)
      }
    }
  }

  /// The bytes of one family, by its position in the container table.
  func withText(of metric: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[Self.range(of: metric, in: $0)])) }
  }

  func length(of metric: Int) -> Int {
    bytes.withUnsafeBytes { Self.range(of: metric, in: $0).count }
  }

  private static let headLength = ContainerMetrics.all.count * MemoryLayout<UInt32>.size

  private static func range(of metric: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int> {
    func end(_ metric: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: metric * 4, as: UInt32.self)) }
    return (metric == 0 ? headLength : end(metric - 1))..<end(metric)
  }
}
