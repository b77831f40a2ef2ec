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
    /// Text that moves with time.
    case made([UInt8])
  }

  init(_ metric: Int, _ page: RowPage, _ snapshot: FleetSnapshot) {
    self.metric = metric
    self.page = page
    content =
      switch ContainerMetrics.all[metric].course {
      case .absentWhileStale where snapshot.isEngineStale: .made([])
      case .unknownWhileStale where snapshot.isEngineStale: .made(Self.unknownHealth(page))
      case .growing where page.lengths[metric] > 0: .made(Self.growing(metric, page, snapshot.confirmedUpTo))
      default: .joined
      }
  }

  var length: Int {
    switch content {
    case .joined: page.lengths[metric]
    case .made(let text): text.count
    }
  }

  func write(to chunk: inout ByteBuffer) {
    guard case .joined = content else {
      if case .made(let text) = content { chunk.writeBytes(text) }
      return
    }
    chunk.writeWithUnsafeMutableBytes(minimumWritableBytes: page.lengths[metric]) { destination in
      var position = 0
      for row in page.rows {
        row.text.withText(of: metric) { text in
          UnsafeMutableRawBufferPointer(rebasing: destination[position...]).copyMemory(from: text)
          position += text.count
        }
      }
      return position
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

  /// The rows' text, with the values that grow put at its ends.
  private static func growing(_ metric: Int, _ page: RowPage, _ confirmedUpTo: Timestamp?) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(page.lengths[metric] + page.rows.count * 24)
    for row in page.rows {
      row.text.withText(of: metric) { text.append(contentsOf: $0) }
      guard let clock = row.healthClock else { continue }
      clock.value(confirmedUpTo: confirmedUpTo).append(to: &text)
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
