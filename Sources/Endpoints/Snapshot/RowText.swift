// The metric text of one row.

import Exposition
import Watch

/// The samples of all container families, one after another, in one piece of memory: a scrape of thousands of rows waits for memory more
/// than for anything else.
struct RowText: Sendable {
  /// Where each family's samples begin and the last one's end, four bytes each, then the samples.
  private let bytes: [UInt8]

  init(_ view: ContainerView) {
    let name: LabelText = ["name": view.name.text]
    var text = SampleText(reservingCapacity: 4096)
    let headLength = (ContainerMetrics.all.count + 1) * MemoryLayout<UInt32>.size
    var bounds = [UInt32(headLength)]
    for metric in ContainerMetrics.all {
      metric.write(view, name, &text)
      bounds.append(UInt32(truncatingIfNeeded: headLength + text.bytes.count))
    }
    bytes = bounds.withUnsafeBytes { head in
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

  private static func range(of metric: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int> {
    func bound(_ place: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)) }
    return bound(metric)..<bound(metric + 1)
  }
}
