// JSON read by Foundation, which is not ours.

import Foundation
import Testing

/// A value inside a JSON text, found by its path.
struct JSONTree {
  let value: Any

  init(_ bytes: [UInt8]) throws {
    value = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
  }

  private init(value: Any) {
    self.value = value
  }

  subscript(key: String) -> JSONTree { JSONTree(value: (value as? [String: Any])?[key] ?? NSNull()) }
  subscript(index: Int) -> JSONTree {
    let elements = value as? [Any] ?? []
    return JSONTree(value: elements.indices.contains(index) ? elements[index] : NSNull())
  }

  var elements: [JSONTree] { (value as? [Any] ?? []).map(JSONTree.init(value:)) }
  var keys: [String] { (value as? [String: Any] ?? [:]).keys.sorted() }
  var string: String? { value as? String }
  var int: Int? { value as? Int }

  /// Every string value in it.
  var strings: [String] {
    switch value {
    case let string as String: [string]
    case let array as [Any]: array.flatMap { JSONTree(value: $0).strings }
    case let object as [String: Any]: object.values.flatMap { JSONTree(value: $0).strings }
    default: []
    }
  }
}
