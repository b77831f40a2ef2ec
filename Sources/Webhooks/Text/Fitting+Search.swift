// How many parts of a message fit.

/// The message for a large count, from `most` down, that is accepted; that for the least one when none is.
func largestFitting<Message>(from most: Int, to least: Int = 1, _ make: (Int) -> Message, fits: (Message) -> Bool) -> Message {
  var count = most
  while count > least {
    let message = make(count)
    if fits(message) { return message }
    count -= max(1, count / 8)
  }
  return make(least)
}
