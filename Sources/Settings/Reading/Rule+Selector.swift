// Entries of `watch.include` and `watch.exclude`.
import JSON
import Watch

extension Rule<ContainerSelector> {
  private static var allowed: String {
    #"{"name": "web-*"}, {"image": "nginx:*"}, {"label": "key"} or {"label": "key=value-*"}"#
  }

  /// An object with exactly one of `name`, `image`, `label`.
  static var selector: Rule {
    .object(allowed) { section in
      let choices = [
        section.value("name", name).map { .name($0) }, section.value("image", .glob("nginx:*")).map { .image($0) },
        section.value("label", label),
      ]
      switch Set(section.keys).count {
      case 0: section.report(Complaint("says nothing", allowed))
      case 1: return choices.compactMap(\.self).first
      default: section.report(Complaint("several conditions in one entry", "one each; a container that fits any entry is meant"))
      }
      return nil
    }
  }

  private static var name: Rule<Glob> {
    let glob = Rule<Glob>.glob("web-*")
    return Rule<Glob> { value, path, findings in
      if case .string(let text) = value.content, text.hasPrefix("/") {
        findings.report(Complaint("\(quoted(text)) begins with \"/\"", "names stand without it"), at: path, value.position)
        return nil
      }
      return glob.read(value, path, &findings)
    }
  }

  private static var label: Rule {
    let allowed = #""key" or "key=value-*""#
    return text(allowed) { text throws(Complaint) in
      let key = text.prefix { $0 != "=" }
      guard !key.isEmpty else { throw Complaint("\(quoted(text)) has no key", allowed) }
      guard !key.contains("*"), !key.contains("?") else {
        throw Complaint("\(quoted(text)) has a pattern in its key", "patterns stand after \"=\" only")
      }
      guard key.count < text.count else { return .label(text) }
      return .labelValue(String(key), Glob(String(text.dropFirst(key.count + 1))))
    }
  }
}
