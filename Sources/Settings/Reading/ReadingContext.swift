// What reading a configuration depends on beside its text.
import Watch

/// Where files are found, and what time it is.
struct ReadingContext {
  let files: SecretFiles
  /// Against which `until` of a mute is held.
  let now: Timestamp
}
