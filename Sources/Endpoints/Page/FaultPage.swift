// The page for an address that leads nowhere.

import HTTPTypes
import Terminal
import Watch

struct FaultPage {
  let facts: PageFacts
  let fault: RequestFault
  /// As it was asked for.
  let path: String

  private var place: PageLink.Place { PageLink.Place(of: path) }

  func html() -> HTML {
    PageFrame.write(title: heading, at: place, facts: facts) { html in
      html.element("div", .class("live"), .init("id", "content")) { html in
        html.element("h1", text: heading)
        html.element("p") { $0.element("bdi", text: sentence) }
        if let name { missing(name, &html) }
        html.element("p") { html in
          html.element("a", .href(PageLink(top: place)), text: "All containers")
        }
      }
    }
  }

  private var heading: String {
    switch fault.status {
    case .notFound: name == nil ? "Nothing is here" : "No such container"
    case .serviceUnavailable: "Not yet"
    default: "This address makes no sense"
    }
  }

  /// The message begins with a capital, as it is no part of another sentence here.
  private var sentence: String { fault.message.prefix(1).uppercased() + fault.message.dropFirst() + "." }

  /// The container that was asked for.
  private var name: String? {
    guard fault.status == .notFound, let target = try? RequestTarget(path), target.path.count == 2, target.path[0] == "containers" else {
      return nil
    }
    return target.path[1]
  }

  private func missing(_ name: String, _ html: inout HTML) {
    html.element(
      "p",
      text: "It may have been renamed, or never watched (watch.include, watch.exclude); or it was removed, and the history has forgotten it"
        + " (state.historyRetention).")
    let similar = similar(to: name)
    guard !similar.isEmpty else { return }
    html.element("h2", text: "Similar names")
    html.element("ul") { html in
      for other in similar {
        html.element("li") { html in
          html.element("a", .href(PageLink(container: other, from: place))) { $0.element("bdi", text: other) }
        }
      }
    }
  }

  /// Names that hold this one or are held by it, and those that begin alike, the most alike first.
  private func similar(to name: String) -> [String] {
    let wanted = name.lowercased()
    guard wanted.count > 1 else { return [] }
    let scored = facts.snapshot.views.compactMap { view -> (name: String, score: Int)? in
      let other = view.name.text.lowercased()
      let common = zip(wanted, other).prefix { $0 == $1 }.count
      let isPart = other.contains(wanted) || wanted.contains(other)
      return isPart || common >= 3 ? (view.name.text, common + (isPart ? 100 : 0)) : nil
    }
    return scored.sorted { $0.score != $1.score ? $0.score > $1.score : naturallyPrecedes($0.name, $1.name) }.prefix(8).map(\.name)
  }
}
