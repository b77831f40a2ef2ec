// The journal's catalogue numbers of what can happen to a container: public, and never changed (docs/journal.md).

import Watch

/// MESSAGE_ID of each kind of transition (systemd.journal-fields(7)).
enum TransitionMessageID {
  static func of(_ kind: Transition.Kind) -> String {
    switch kind {
    case .created: "2beb926de215496eadd31f13d6224622"
    case .removed: "c0826d7087d54c7db0cd8af1b968056b"
    case .paused: "3096a53c7174444e8705224fc2f03505"
    case .unpaused: "7b7c56d91a6b474cb66a3ac69501da02"
    case .start: "deab553f1237421fbee0939123337135"
    case .startFailed: "c8e5d6adcf444e61abb4bdf30a8a4269"
    case .exit: "076a1bd4f5304a01a855e8a2df4d457a"
    case .health: "e710fcd1ae1e4dfa885d37e15fed327e"
    case .renamed: "7d05c0a696fc428e8cddcd6cca46c901"
    case .gap: "302f6a80326f49f8a1a31149cf60040c"
    }
  }
}
