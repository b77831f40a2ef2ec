// What a body says beside the notification itself.

/// Where a notification comes from.
public struct ReceiverContext: Sendable, Hashable {
  /// `http.externalURL`: what notifications link to.
  public var externalURL: String?

  public init(externalURL: String? = nil) {
    self.externalURL = externalURL
  }

  /// The link, if it is one that people can follow.
  var link: String? { externalURL.flatMap(webLink) }
}

/// The text if it is a link to a web page with nothing in it that would end it early in another markup; nil else.
func webLink(_ text: String) -> String? {
  guard text.hasPrefix("https://") || text.hasPrefix("http://"), text.utf8.count <= 1024 else { return nil }
  let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>|\"\\^`{}()[]".utf8.contains($0) }
  return isPlain ? text : nil
}
