// Numbers that others write: whoever makes a container, whoever sends a recording, and a file that was damaged.

extension Int {
  /// What sums and products can be made of.
  var reckonable: Int { Int(Int32(clamping: self)) }
}

extension Int64 {
  /// A count that can go on rising.
  var countable: Int64 { Swift.min(Swift.max(self, 0), 1 << 62) }
}
