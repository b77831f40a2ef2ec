// How many parts of a message fit.

/// The largest count down from `most` whose message is accepted, and that message; the smallest one when none is.
func largestFitting<Message>(from most: Int, to least: Int = 1, _ make: (Int) -> Message, fits: (Message) -> Bool) -> Message {
  var count = most
  while count > least {
    let message = make(count)
    if fits(message) { return message }
    count -= 1
  }
  return make(least)
}
