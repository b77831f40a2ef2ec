// What the one writer keeps to publish from.

public import Watch

/// Collects changes of containers and makes snapshots of them; only pages with a change are rebuilt.
public struct SnapshotBuilder: Sendable {
  /// Whether the engine has been out of reach longer than `reconcileInterval`.
  public var isEngineStale = false { didSet { if isEngineStale != oldValue { revision += 1 } } }
  /// Whether the first full listing is done; before it no container is shown.
  public var isReady = false { didSet { if isReady != oldValue { revision += 1 } } }
  /// The time (engine's clock) of the last event or agreeing list: up to it the time spent healthy is known.
  public var confirmedUpTo: Timestamp?
  /// The time (engine's clock) of the first full listing ever.
  public var watchedSince: Timestamp?
  /// The label `host` of alerts.
  public var host = "" { didSet { if host != oldValue { revision += 1 } } }

  private var pages: [RowPage] = []
  private var revision = 0
  /// What changed since the last snapshot; nil for a name that goes.
  private var changes: [ContainerName: ContainerView?] = [:]

  public init() {}

  /// Shows a container in place of what was shown under its name.
  public mutating func set(_ view: ContainerView) {
    changes.updateValue(view, forKey: view.name)
  }

  /// Shows nothing under that name any more.
  public mutating func remove(_ name: ContainerName) {
    changes.updateValue(nil, forKey: name)
  }

  /// A snapshot of everything set so far.
  public mutating func publish() -> FleetSnapshot {
    for (name, view) in changes {
      if let view { place(view) } else { take(name) }
    }
    changes.removeAll(keepingCapacity: changes.count < 1024)
    return FleetSnapshot(
      pages: pages, isEngineStale: isEngineStale, isReady: isReady, confirmedUpTo: confirmedUpTo, watchedSince: watchedSince, host: host,
      revision: revision)
  }

  private mutating func place(_ view: ContainerView) {
    guard !pages.isEmpty else {
      revision += 1
      pages = [RowPage([ContainerRow(view)])]
      return
    }
    let page = pages.index(of: view.name)
    let (index, isFound) = pages[page].position(of: view.name)
    if isFound {
      guard pages[page].rows[index].view != view else { return }
      revision += 1
      pages[page].replace(at: index, with: ContainerRow(view))
      return
    }
    revision += 1
    pages[page].insert(ContainerRow(view), at: index)
    guard pages[page].rows.count > RowPage.capacity else { return }
    let upper = pages[page].split()
    pages.insert(upper, at: page + 1)
  }

  private mutating func take(_ name: ContainerName) {
    guard !pages.isEmpty else { return }
    let page = pages.index(of: name)
    let (index, isFound) = pages[page].position(of: name)
    guard isFound else { return }
    revision += 1
    pages[page].remove(at: index)
    merge(page)
  }

  /// Joins a page with the next once both fit in half a page, so that coming and going leaves no crumbs.
  private mutating func merge(_ page: Int) {
    if pages[page].rows.isEmpty {
      pages.remove(at: page)
      return
    }
    let lower = page + 1 < pages.count ? page : page - 1
    guard lower >= 0, pages[lower].rows.count + pages[lower + 1].rows.count <= RowPage.capacity / 2 else { return }
    pages[lower] = RowPage(pages[lower].rows + pages[lower + 1].rows)
    pages.remove(at: lower + 1)
  }
}

extension [RowPage] {
  /// The page that holds the name, or would. No page is empty.
  func index(of name: ContainerName) -> Int {
    Swift.max(0, partition { $0.rows[0].view.name <= name } - 1)
  }
}
