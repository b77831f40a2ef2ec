// By what an event is known when it comes again, in this process or a later one.

extension EngineEvent {
  /// FNV-1a over container, action and time: the same in every process. The engine repeats events when asked for `since`.
  public var fingerprint: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    for byte in id.text.utf8 { add(byte) }
    for byte in action.label.utf8 { add(byte) }
    if case .healthStatus(let health) = action { for byte in health.rawValue.utf8 { add(byte) } }
    var rest = UInt64(bitPattern: time.nanoseconds)
    for _ in 0..<8 {
      add(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
    return hash
  }
}
