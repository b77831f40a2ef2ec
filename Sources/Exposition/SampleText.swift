// Samples as lines of text. The same bytes are valid in Prometheus text 0.0.4 and in OpenMetrics 1.0: counters' samples end in `_total` in
// both, `le` is canonical, there are no timestamps.

/// Lines of samples, to be put between a family's header and the next.
public struct SampleText: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init(reservingCapacity capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// Appends one sample.
  public mutating func sample(_ family: MetricFamily, _ labels: LabelText, _ value: SampleValue) {
    appendHead(family, "", labels)
    end(value)
  }

  /// Appends one sample with one more label.
  public mutating func sample(_ family: MetricFamily, _ labels: LabelText, _ label: (String, String), _ value: SampleValue) {
    appendHead(family, "", labels, label)
    end(value)
  }

  /// Appends a sample up to where its value begins; the value and a line feed are for others to add.
  public mutating func sampleWithoutValue(_ family: MetricFamily, _ labels: LabelText, _ label: (String, String)) {
    appendHead(family, "", labels, label)
  }

  /// Appends the buckets, sum and count of a histogram.
  public mutating func histogram(_ family: MetricFamily, _ labels: LabelText, _ histogram: Histogram) {
    var running: Int64 = 0
    for (index, count) in histogram.counts.enumerated() {
      running += count
      let bound = index < histogram.bounds.count ? NumberText.bound(histogram.bounds[index]) : "+Inf"
      appendHead(family, "_bucket", labels, ("le", bound))
      end(.integer(running))
    }
    appendHead(family, "_sum", labels)
    end(.double(histogram.sum))
    appendHead(family, "_count", labels)
    end(.integer(running))
  }

  private mutating func appendHead(_ family: MetricFamily, _ suffix: String, _ labels: LabelText, _ label: (String, String)? = nil) {
    bytes.append(contentsOf: family.nameBytes)
    bytes.append(contentsOf: suffix.utf8)
    if label != nil || !labels.bytes.isEmpty {
      bytes.append(UInt8(ascii: "{"))
      bytes.append(contentsOf: labels.bytes)
      if let label {
        if !labels.bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        LabelText.append(label.0, label.1, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: " "))
  }

  private mutating func end(_ value: SampleValue) {
    value.append(to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }
}
