// The samples of one family over one page of rows.

import Exposition
import NIOCore
import Watch

struct PageText {
  private let metric: Int
  private let page: RowPage
  private let content: Content

  private enum Content {
    /// The rows' text as it is.
    case joined
    /// The rows' text, with the values that grow put at its ends.
    case growing(upTo: Timestamp?)
    /// Other text than the rows'.
    case made([UInt8])
  }

  init(_ metric: Int, _ page: RowPage, _ snapshot: FleetSnapshot) {
    self.metric = metric
    self.page = page
    content =
      switch ContainerMetrics.all[metric].course {
      case .absentWhileStale where snapshot.isEngineStale: .made([])
      case .unknownWhileStale where snapshot.isEngineStale: .made(Self.unknownHealth(page))
      case .growing: .growing(upTo: snapshot.confirmedUpTo)
      default: .joined
      }
  }

  var length: Int {
    switch content {
    case .joined: page.lengths[metric]
    case .growing(let time):
      page.rows.reduce(page.lengths[metric]) { sum, row in
        sum + (row.healthClock.map { SampleValue.length(nanoseconds: $0.nanoseconds(confirmedUpTo: time)) + 1 } ?? 0)
      }
    case .made(let text): text.count
    }
  }

  func write(to chunk: inout ByteBuffer) {
    switch content {
    case .joined: writeRows(to: &chunk)
    case .growing(let time): writeGrowing(upTo: time, to: &chunk)
    case .made(let text): chunk.writeBytes(text)
    }
  }

  private func writeRows(to chunk: inout ByteBuffer) {
    chunk.writeWithUnsafeMutableBytes(minimumWritableBytes: page.lengths[metric]) { page.copyText(of: metric, to: $0) }
  }

  private func writeGrowing(upTo time: Timestamp?, to chunk: inout ByteBuffer) {
    var value: [UInt8] = []
    value.reserveCapacity(32)
    for row in page.rows {
      row.text.withText(of: metric) { _ = chunk.writeBytes($0) }
      guard let clock = row.healthClock else { continue }
      value.removeAll(keepingCapacity: true)
      SampleValue.nanoseconds(clock.nanoseconds(confirmedUpTo: time)).append(to: &value)
      value.append(UInt8(ascii: "\n"))
      chunk.writeBytes(value)
    }
  }

  /// Health while the engine is out of reach.
  private static func unknownHealth(_ page: RowPage) -> [UInt8] {
    var text = SampleText()
    for row in page.rows where row.view.present != nil {
      for health in Health.allCases {
        let labels: LabelText = ["name": row.view.name.text, "status": health.rawValue]
        text.sample(MetricFamilies.healthStatus, labels, SampleValue(health == .unknown))
      }
    }
    return text.bytes
  }
}
