// Numbers (RFC 8259, 6): checked in form first, then turned into the type asked for, or refused.

extension JSONReader {
  /// Reads a whole number; one with a fraction or an exponent, or too large, is an error.
  public mutating func int64() throws(JSONError) -> Int64 {
    let start = try beginNumber()
    let isWhole = try number()
    let digits = bytes(from: start)
    guard isWhole else { throw JSONError(offset: start, reason: .notAnInteger) }
    guard let value = wholeNumber(of: digits) else { throw JSONError(offset: start, reason: .numberOutOfRange) }
    return value
  }

  /// Reads a number; one too large for a Double is an error.
  public mutating func double() throws(JSONError) -> Double {
    let start = try beginNumber()
    _ = try number()
    guard let value = Double(String(decoding: bytes(from: start), as: UTF8.self)), value.isFinite else {
      throw JSONError(offset: start, reason: .numberOutOfRange)
    }
    return value
  }

  /// Reads a number as it is written.
  public mutating func numberText() throws(JSONError) -> String {
    let start = try beginNumber()
    _ = try number()
    return String(decoding: bytes(from: start), as: UTF8.self)
  }

  /// Reads a whole number, or nil for `null`.
  public mutating func int64OrNull() throws(JSONError) -> Int64? {
    try null() ? nil : int64()
  }

  /// Moves past a number in its exact form, and says whether it is one without fraction and exponent.
  mutating func number() throws(JSONError) -> Bool {
    let start = offset
    if offset < end, byte == UInt8(ascii: "-") { offset &+= 1 }
    let first = offset
    try digits()
    guard offset == first + 1 || base.load(fromByteOffset: first, as: UInt8.self) != UInt8(ascii: "0") else {
      throw JSONError(offset: start, reason: .invalidNumber)
    }
    var isWhole = true
    if offset < end, byte == UInt8(ascii: ".") {
      isWhole = false
      offset &+= 1
      try digits()
    }
    if offset < end, byte | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      offset &+= 1
      if offset < end, byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { offset &+= 1 }
      try digits()
    }
    return isWhole
  }

  private mutating func beginNumber() throws(JSONError) -> Int {
    guard try kind() == .number else { throw mismatch(.number) }
    return offset
  }

  /// Moves past one digit or more.
  @inline(__always)
  private mutating func digits() throws(JSONError) {
    let start = offset
    while offset < end, byte &- UInt8(ascii: "0") <= 9 { offset &+= 1 }
    guard offset > start else { throw error(offset < end ? .unexpectedByte(byte, .digit) : .unexpectedEnd(.digit)) }
  }

  private func bytes(from start: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeRawBufferPointer(start: base + start, count: offset - start).assumingMemoryBound(to: UInt8.self)
  }
}

/// The value of digits with or without a minus before them; nil when there is anything else, or too much.
func wholeNumber(of bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
  let isNegative = bytes.first == UInt8(ascii: "-")
  let digits = isNegative ? bytes.dropFirst() : bytes[...]
  guard !digits.isEmpty else { return nil }
  var value: Int64 = 0
  for byte in digits {
    let digit = byte &- UInt8(ascii: "0")
    guard digit <= 9 else { return nil }
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    // Counted downwards, so that the least number fits too.
    let (next, underflow) = tens.subtractingReportingOverflow(Int64(digit))
    guard !overflow, !underflow else { return nil }
    value = next
  }
  if isNegative { return value }
  return value == .min ? nil : -value
}
