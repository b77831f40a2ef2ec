// Which containers are watched: `watch.include`, `watch.exclude`, and the containers' own say.

/// One entry of `watch.include` or `watch.exclude`.
public enum ContainerSelector: Sendable, Hashable {
  case name(Glob)
  case image(Glob)
  /// A container that has the label, whatever its value.
  case label(String)
  /// A container that has the label, its value fitting.
  case labelValue(String, Glob)

  /// Whether the entry means this container; the name is without its leading slash.
  public func matches(name: String, image: String, labels: [String: String]) -> Bool {
    switch self {
    case .name(let glob): glob.matches(name)
    case .image(let glob): glob.matches(image)
    case .label(let key): labels[key] != nil
    case .labelValue(let key, let glob): labels[key].map(glob.matches) ?? false
    }
  }
}

/// The whole choice of containers.
public struct WatchSelection: Sendable, Hashable {
  /// Empty: all.
  public var include: [ContainerSelector]
  /// Wins over `include`.
  public var exclude: [ContainerSelector]

  public init(include: [ContainerSelector] = [], exclude: [ContainerSelector] = []) {
    self.include = include
    self.exclude = exclude
  }

  /// Whether this container is watched. Its label `dogwatch.enable=false` takes it out whatever else holds.
  public func contains(name: String, image: String, labels: [String: String]) -> Bool {
    if labels["dogwatch.enable"] == "false" { return false }
    if exclude.contains(where: { $0.matches(name: name, image: image, labels: labels) }) { return false }
    return include.isEmpty || include.contains { $0.matches(name: name, image: image, labels: labels) }
  }
}
