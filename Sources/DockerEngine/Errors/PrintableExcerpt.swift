// Foreign bytes made fit for a log line.

/// The beginning of foreign text, without anything a terminal or log could trip over: what is not printable ASCII becomes a dot.
func printableExcerpt(of bytes: some Sequence<UInt8>, limit: Int = 120) -> String {
  var excerpt: [UInt8] = []
  for byte in bytes {
    guard excerpt.count < limit else { return String(decoding: excerpt, as: UTF8.self) + "..." }
    excerpt.append((0x20...0x7E).contains(byte) ? byte : UInt8(ascii: "."))
  }
  return String(decoding: excerpt, as: UTF8.self)
}
