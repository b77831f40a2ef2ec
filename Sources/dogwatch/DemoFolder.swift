// Where a demo keeps its socket and its state while it runs.

import Glibc

/// A temporary folder that only this user can enter.
struct DemoFolder {
  let path: String
  var socket: String { "\(path)/docker.sock" }

  struct Trouble: Error, CustomStringConvertible {
    var description: String
  }

  init() throws {
    var template = Array("/tmp/dogwatch-demo-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Trouble(description: "cannot make a folder in /tmp for the demo: \(String(cString: strerror(errno)))")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes what the demo and its daemon have left in it: files, no folders.
  func remove() {
    guard let listing = opendir(path) else { return }
    defer {
      closedir(listing)
      rmdir(path)
    }
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { unlink("\(path)/\(name)") }
    }
  }
}
