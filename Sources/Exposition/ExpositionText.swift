// A whole exposition in one piece, for as long as it is small.

/// Families and their samples in one format.
public struct ExpositionText: Sendable {
  public let format: ExpositionFormat
  public private(set) var bytes: [UInt8] = []

  public init(_ format: ExpositionFormat) {
    self.format = format
  }

  /// Appends a family's header and what `write` adds as its samples; nothing at all when that is nothing.
  public mutating func add(_ family: MetricFamily, _ write: (MetricFamily, inout SampleText) -> Void) {
    var samples = SampleText()
    write(family, &samples)
    guard !samples.bytes.isEmpty else { return }
    bytes.append(contentsOf: family.header(in: format))
    bytes.append(contentsOf: samples.bytes)
  }

  /// Appends a family with one sample without labels.
  public mutating func add(_ family: MetricFamily, _ value: SampleValue) {
    add(family) { family, samples in samples.sample(family, .none, value) }
  }

  /// Appends what the format wants after the last sample.
  public mutating func end() {
    bytes.append(contentsOf: format.trailer)
  }
}
