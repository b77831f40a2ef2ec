// Large values found by a key and changed where they lie.

/// A dictionary whose values lie in one array: a Dictionary moves a value out and in again to change it, and ours are large.
struct Roster<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var places: [Key: Int] = [:]
  private(set) var keys: [Key] = []
  private(set) var values: [Value] = []

  /// Where the key's value lies, until the next removal.
  func place(of key: Key) -> Int? { places[key] }

  subscript(key: Key) -> Value? { places[key].map { values[$0] } }

  /// Changes the value at a place.
  @inline(__always)
  mutating func change<Result>(at place: Int, _ body: (inout Value) -> Result) -> Result { body(&values[place]) }

  /// The key's place; made for `value` if it has none.
  mutating func place(of key: Key, orInsert value: @autoclosure () -> Value) -> Int {
    if let place = places[key] { return place }
    places[key] = values.count
    keys.append(key)
    values.append(value())
    return values.count - 1
  }

  /// Puts a value in the key's place, whatever was there.
  mutating func set(_ value: Value, for key: Key) {
    values[place(of: key, orInsert: value)] = value
  }

  /// Removes a key; the last one takes its place.
  mutating func remove(_ key: Key) {
    guard let place = places.removeValue(forKey: key) else { return }
    values.swapAt(place, values.count - 1)
    keys.swapAt(place, keys.count - 1)
    values.removeLast()
    keys.removeLast()
    if place < keys.count { places[keys[place]] = place }
  }
}
