// A container as the endpoints show it: its view, and its metric text made once.

import Watch

/// One name of a snapshot; never changes.
struct ContainerRow: Sendable {
  let text: RowText
  private let shown: Shown

  init(_ view: ContainerView) {
    text = RowText(view)
    shown = Shown(view)
  }

  var view: ContainerView { shown.view }
  var healthClock: HealthClock? { shown.healthClock }

  /// Whether it is the same row, not only an equal one.
  func isSame(as other: ContainerRow) -> Bool { shown === other.shown }

  /// Apart from the text, so that rows lie close together.
  private final class Shown: Sendable {
    let view: ContainerView
    let healthClock: HealthClock?

    init(_ view: ContainerView) {
      self.view = view
      healthClock = HealthClock(view)
    }
  }
}
