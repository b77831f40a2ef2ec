// A folder of this process for what must be a file.

import Glibc

enum Scratch {
  /// In memory where there is such a file system; gone when the process ends in good order.
  static let folder: String = {
    for parent in ["/dev/shm", "/tmp"] {
      var template = Array("\(parent)/dogwatch-fuzz-XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { continue }
      atexit { Scratch.remove(Scratch.folder) }
      return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    fatalError("no folder for files: \(errno)")
  }()

  static func write(_ bytes: UnsafeRawBufferPointer, to path: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    precondition(descriptor >= 0, "cannot write \(path)")
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      precondition(count > 0, "cannot write \(path)")
      rest = rest.dropFirst(count)
    }
  }

  static func read(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    precondition(descriptor >= 0, "cannot read \(path)")
    defer { close(descriptor) }
    var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
    while case let count = Glibc.read(descriptor, &piece, piece.count), count > 0 { bytes += piece[..<count] }
    return bytes
  }

  /// A folder, with what is in it.
  static func remove(_ path: String) {
    if let entries = opendir(path) {
      while let entry = readdir(entries) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
        guard name != ".", name != ".." else { continue }
        if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
      }
      closedir(entries)
    }
    rmdir(path)
  }
}
