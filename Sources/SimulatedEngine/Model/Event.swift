// One event, of any type, as the engine keeps and sends it.

public import Watch

/// An event (moby api/types/events: `Message`).
public struct Event: Sendable, Hashable {
  public enum Subject: String, Sendable, Hashable {
    case container, network
  }

  public var subject: Subject
  /// Such as `die`, or `health_status: healthy`.
  public var action: String
  public var id: String
  public var attributes: [String: String]
  public var time: Timestamp

  public init(subject: Subject, action: String, id: String, attributes: [String: String], time: Timestamp) {
    self.subject = subject
    self.action = action
    self.id = id
    self.attributes = attributes
    self.time = time
  }
}
