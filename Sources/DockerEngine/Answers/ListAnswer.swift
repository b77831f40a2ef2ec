// The list of all containers, and how much of it could not be used.

public import Watch

/// An answer to `GET /containers/json?all=1`.
public struct ListAnswer: Sendable {
  public var listing: Listing
  /// Rows without an id or a name, left out.
  public var skippedRows: Int
}
