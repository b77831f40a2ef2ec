// Finding bytes eight at a time, in words (SWAR), since the standard library has no memchr.

/// Eight copies of one byte.
@inline(__always)
func eightTimes(_ byte: UInt8) -> UInt64 {
  UInt64(byte) &* 0x0101_0101_0101_0101
}

/// The top bit of each byte that is zero. Bytes above the lowest hit may be wrong (a borrow), the lowest never is.
@inline(__always)
private func zeroBytes(_ word: UInt64) -> UInt64 {
  (word &- eightTimes(0x01)) & ~word & eightTimes(0x80)
}

/// The top bit of each byte that may not stand in a JSON string as it is: quote, backslash, control character (RFC 8259, 7).
@inline(__always)
private func stringStops(_ word: UInt64) -> UInt64 {
  zeroBytes(word ^ eightTimes(0x22)) | zeroBytes(word ^ eightTimes(0x5C)) | ((word &- eightTimes(0x20)) & ~word & eightTimes(0x80))
}

@inline(__always)
private func word(at offset: Int, of base: UnsafeRawPointer) -> UInt64 {
  UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

/// The offset of the first quote, backslash or control character in `start..<end`, or `end`.
@inline(__always)
func firstStringStop(in base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
  var offset = start
  while offset &+ 8 <= end {
    let stops = stringStops(word(at: offset, of: base))
    if stops != 0 { return offset &+ stops.trailingZeroBitCount &>> 3 }
    offset &+= 8
  }
  while offset < end {
    let byte = base.load(fromByteOffset: offset, as: UInt8.self)
    if byte == 0x22 || byte == 0x5C || byte < 0x20 { return offset }
    offset &+= 1
  }
  return end
}

/// The offset of the first such byte in `start..<end`, or `end`.
func firstOffset(of byte: UInt8, in base: UnsafeRawPointer, from start: Int, to end: Int) -> Int {
  let pattern = eightTimes(byte)
  var offset = start
  while offset &+ 8 <= end {
    let hits = zeroBytes(word(at: offset, of: base) ^ pattern)
    if hits != 0 { return offset &+ hits.trailingZeroBitCount &>> 3 }
    offset &+= 8
  }
  while offset < end {
    if base.load(fromByteOffset: offset, as: UInt8.self) == byte { return offset }
    offset &+= 1
  }
  return end
}

/// Whether two stretches of `count` bytes are the same.
@usableFromInline
func sameBytes(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Bool {
  var offset = 0
  while offset &+ 8 <= count {
    guard left.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    else { return false }
    offset &+= 8
  }
  while offset < count {
    guard left.load(fromByteOffset: offset, as: UInt8.self) == right.load(fromByteOffset: offset, as: UInt8.self) else { return false }
    offset &+= 1
  }
  return true
}
