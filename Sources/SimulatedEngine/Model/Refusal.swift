// What the engine answers to a deed it does not do.

/// A refusal with the status and the message of the real API.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
  public var status: Int
  public var message: String

  static func noSuchContainer(_ reference: String) -> Refusal { Refusal(status: 404, message: "No such container: \(reference)") }
  /// The container is in that state already.
  static let notModified = Refusal(status: 304, message: "not modified")
  static func conflict(_ message: String) -> Refusal { Refusal(status: 409, message: message) }

  public var description: String { "\(status) \(message)" }
}
