// Names as people sort them.

/// Whether a name comes before another: runs of digits by their number (`service2` before `service10`), all else by its bytes.
public func naturallyPrecedes(_ left: String, _ right: String) -> Bool {
  var (a, b) = (Substring(left).utf8, Substring(right).utf8)
  func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }
  while let x = a.first, let y = b.first {
    if isDigit(x), isDigit(y) {
      let (m, n) = (a.prefix(while: isDigit), b.prefix(while: isDigit))
      a = a.dropFirst(m.count)
      b = b.dropFirst(n.count)
      let (p, q) = (m.drop { $0 == 0x30 }, n.drop { $0 == 0x30 })
      if p.count != q.count { return p.count < q.count }
      if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
    } else {
      if x != y { return x < y }
      a = a.dropFirst()
      b = b.dropFirst()
    }
  }
  if a.isEmpty != b.isEmpty { return a.isEmpty }
  return left.utf8.lexicographicallyPrecedes(right.utf8)
}
