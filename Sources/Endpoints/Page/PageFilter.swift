// What the address of the first page asks for.

import Watch

/// `q` in name, image or project, `state` (a state or a health), `project`.
struct PageFilter {
  var text = ""
  var state = ""
  var project = ""

  /// Unknown parameters are left out: a shared link is not refused for what a mailer added to it.
  init(_ query: [RequestTarget.QueryItem]) {
    for item in query {
      let value = item.formValue
      switch item.name {
      case "q": text = value
      case "state": state = value
      case "project": project = value
      default: break
      }
    }
  }

  var isEmpty: Bool { text.isEmpty && state.isEmpty && project.isEmpty }

  /// Those of the views that are asked for.
  func select(_ views: some Sequence<ContainerView>) -> [ContainerView] {
    let needle = text.lowercased()
    return views.filter { admits($0, needle) }
  }

  private func admits(_ view: ContainerView, _ needle: String) -> Bool {
    let present = view.present
    if !project.isEmpty, present?.composeProject != project { return false }
    if !state.isEmpty, state != (present?.state.rawValue ?? "removed"), state != present?.health.rawValue { return false }
    guard !needle.isEmpty else { return true }
    return [view.name.text, present?.image ?? "", present?.composeProject ?? ""].contains { $0.lowercased().contains(needle) }
  }
}
