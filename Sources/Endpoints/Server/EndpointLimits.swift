// What one client may ask of the listener.

import Glibc

/// Limits of the listener.
public struct EndpointLimits: Sendable {
  /// Bytes of all headers of a request, and of each.
  public var headerBytes = 16 * 1024
  public var headerCount = 100
  /// Connections at once. One more takes the place of the one that has waited longest for a request; while all are being answered it waits in the
  /// kernel's queue.
  public var connections = Self.affordableConnections
  /// How long a connection may wait for a request before another may have its place.
  public var patience: Duration = .seconds(1)
  /// How long a connection may stay without a request.
  public var idle: Duration = .seconds(60)
  /// How long one response may take to be written.
  public var response: Duration = .seconds(60)
  /// Streams of events at once; the other connections are for scrapes and pages.
  public var streams = 64
  /// How long a stream may last: then whoever still listens comes again.
  public var stream: Duration = .seconds(600)
  /// How long what follows a refused request may go on being read.
  public var refusedBody: Duration = .seconds(5)
  /// How long responses being written hold up the end.
  public var shutdown: Duration = .milliseconds(500)

  public init() {}

  /// So many that half of the process's descriptors are left for everything else.
  private static var affordableConnections: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 512 }
    return max(Int(clamping: min(limit.rlim_cur / 2, 512)), 1)
  }
}
