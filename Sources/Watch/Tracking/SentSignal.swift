// Signals sent to a container through the API, as `kill` events tell of them.

/// One signal sent through the API since the container started.
struct SentSignal: Sendable, Hashable, Codable {
  /// Nil when the event does not say (Podman) or cannot be trusted (a label named `signal`).
  var number: Int?
  var time: Timestamp
  /// The engine has been restarted since: what it had in memory of the signal is gone.
  var isOfEarlierEngine: Bool?

  var name: String { number.map(SignalName.of) ?? "a signal" }
}
