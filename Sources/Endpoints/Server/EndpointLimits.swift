// What one client may ask of the listener.

/// Limits of the listener.
public struct EndpointLimits: Sendable {
  /// Bytes of all headers of a request, and of each.
  public var headerBytes = 16 * 1024
  public var headerCount = 100
  /// Connections at once; more wait in the kernel's queue.
  public var connections = 512
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
}
