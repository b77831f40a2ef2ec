// How one family is made from a container.

import Exposition
import Watch

/// A family of the container table and what writes its samples when the container changes.
struct ContainerMetric: Sendable {
  let family: MetricFamily
  let course: Course
  /// Appends the family's samples of one container; `name` is the rendered label that all of them carry.
  let write: @Sendable (_ view: ContainerView, _ name: LabelText, _ text: inout SampleText) -> Void

  /// What becomes of its text after the container last changed.
  enum Course {
    /// It stands.
    case fixed
    /// It is left out while the engine is out of reach.
    case absentWhileStale
    /// It is replaced by `unknown` while the engine is out of reach.
    case unknownWhileStale
    /// Its last line has no value: one that grows is added at each scrape.
    case growing
  }
}

extension ContainerMetric {
  /// A gauge with one sample, absent when nil, gone with the container.
  static func gauge(_ family: MetricFamily, _ value: @escaping @Sendable (ContainerView, ContainerView.Present) -> SampleValue?) -> Self {
    ContainerMetric(family: family, course: .fixed) { view, name, text in
      guard let present = view.present, let value = value(view, present) else { return }
      text.sample(family, name, value)
    }
  }

  /// A gauge with a sample for each value of a label: 1 for the one that holds, else 0.
  static func oneHot(
    _ family: MetricFamily, _ course: Course, _ label: String, _ values: [String],
    _ value: @escaping @Sendable (ContainerView.Present) -> String
  ) -> Self {
    ContainerMetric(family: family, course: course) { view, name, text in
      guard let present = view.present.map(value) else { return }
      for value in values { text.sample(family, name, (label, value), SampleValue(value == present)) }
    }
  }

  /// A counter with one sample, which outlives the container.
  static func counter(_ family: MetricFamily, _ value: @escaping @Sendable (ContainerView.Counters) -> Int64) -> Self {
    ContainerMetric(family: family, course: .fixed) { view, name, text in
      text.sample(family, name, .integer(value(view.counters)))
    }
  }

  /// A counter with a sample for each value of a label, which outlives the container.
  static func counters(
    _ family: MetricFamily, _ label: String, _ values: [String], _ counts: @escaping @Sendable (ContainerView) -> [Int64]
  ) -> Self {
    ContainerMetric(family: family, course: .fixed) { view, name, text in
      for (value, count) in zip(values, counts(view)) { text.sample(family, name, (label, value), .integer(count)) }
    }
  }
}
