// A tar (POSIX ustar) with just enough in it to be an image.

/// Folders, programs and symbolic links, in the order they are added.
struct TarArchive {
  private(set) var bytes: [UInt8] = []

  mutating func addFolder(_ name: String) { add(name + "/", type: "5", mode: 0o1777, content: []) }
  mutating func addProgram(_ name: String, _ content: [UInt8]) { add(name, type: "0", mode: 0o755, content: content) }
  mutating func addLink(_ name: String, to target: String) { add(name, type: "2", mode: 0o777, content: [], link: target) }

  mutating func finish() -> [UInt8] {
    bytes += [UInt8](repeating: 0, count: 1024)
    return bytes
  }

  private mutating func add(_ name: String, type: Character, mode: Int, content: [UInt8], link: String = "") {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) { header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8) }
    func octal(_ value: Int, width: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    put(name, at: 0)
    put(octal(mode, width: 7), at: 100)
    put(octal(0, width: 7), at: 108)
    put(octal(0, width: 7), at: 116)
    put(octal(content.count, width: 11), at: 124)
    put(octal(0, width: 11), at: 136)
    put("        ", at: 148)
    put(String(type), at: 156)
    put(link, at: 157)
    put("ustar", at: 257)
    put("00", at: 263)
    put(octal(header.reduce(0) { $0 + Int($1) }, width: 6), at: 148)
    header[154] = 0
    header[155] = 0x20
    bytes += header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }
}
