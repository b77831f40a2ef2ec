// The fleet at one moment, as every endpoint reads it.

public import Watch

/// All containers at one moment, rising by name; never changes.
public struct FleetSnapshot: Sendable {
  let pages: [RowPage]
  public let isEngineStale: Bool
  public let isReady: Bool
  public let confirmedUpTo: Timestamp?
  /// Before then nothing was watched.
  public let watchedSince: Timestamp?
  /// The label `host` of alerts; empty before anything is known.
  public let host: String
  /// Another number whenever a container, or what holds for all of them, is shown otherwise than before.
  let revision: Int

  /// Before anything is known.
  public static let empty = FleetSnapshot(
    pages: [], isEngineStale: false, isReady: false, confirmedUpTo: nil, watchedSince: nil, host: "", revision: 0)

  /// The number of names, removed ones included.
  public var count: Int { pages.reduce(0) { $0 + $1.rows.count } }

  /// The containers, rising by name; none before the first full listing.
  public var views: some Sequence<ContainerView> {
    (isReady ? pages : []).lazy.flatMap(\.rows).map(\.view)
  }

  /// The container of that name; none before the first full listing.
  public func view(of name: ContainerName) -> ContainerView? {
    guard isReady, !pages.isEmpty else { return nil }
    let page = pages[pages.index(of: name)]
    let (index, isFound) = page.position(of: name)
    return isFound ? page.rows[index].view : nil
  }
}
