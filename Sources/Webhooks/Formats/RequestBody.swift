// What is sent, as far as it may be kept.

import JSON

/// The body of one request, as JSON. It is fixed before the first attempt and kept on disk, so it holds no secret: those are put in when it
/// is sent (`SecretMember`).
public struct RequestBody: Sendable, Hashable {
  public var bytes: [UInt8]

  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// A body whose members the closure writes.
  init(_ members: (inout JSONWriter) -> Void) {
    var json = JSONWriter()
    json.object(members)
    bytes = json.bytes
  }
}

/// A member that a body gets when it is sent.
struct SecretMember: Sendable, Hashable {
  var key: String
  var value: String
}

extension RequestBody {
  /// The bytes with these members in front of the body's own, which must be an object.
  func bytes(with members: [SecretMember]) -> [UInt8] {
    guard !members.isEmpty, bytes.first == UInt8(ascii: "{") else { return bytes }
    var json = JSONWriter(reservingCapacity: bytes.count + 128)
    json.beginObject()
    for member in members { json.member(member.key, member.value) }
    let isEmpty = bytes.count == 2
    return json.bytes + (isEmpty ? [] : [UInt8(ascii: ",")]) + bytes.dropFirst()
  }
}
