// What differs between Dogwatch's notifications and Alertmanager's, and why. All else must be the same, and these must go on to differ.

import Foundation

extension BesideAlertmanager {
  enum Differences {
    /// A group of which the two tell otherwise.
    struct Telling: Sendable {
      /// As docs/webhooks.md has it.
      var what: String
      var group: String
      var alertmanager: [Told]
      var dogwatch: [Told]
      var because: String
    }

    static let tellings = [
      Telling(
        what: "A moment is not repeated", group: "moment",
        alertmanager: [
          Told("firing once+"), Told("firing once+", after: 2), Told("firing b+ once+", after: 1), Told("resolved b- once-", after: 1),
        ],
        dogwatch: [Told("firing once+"), Told("firing b+ once+", after: 3), Told("resolved b- once-", after: 1)],
        because: "that a container exited or was killed for memory is news once; Alertmanager cannot know which alerts are about a moment"),
      Telling(
        what: "No resolution of what was never told", group: "brief",
        alertmanager: [
          Told("firing a+ b-"), Told("firing a+ c-", after: 1), Told("firing a+ d+", after: 1), Told("resolved a- d-", after: 1),
        ],
        dogwatch: [Told("firing a+"), Told("firing a+ d+", after: 2), Told("resolved a- d-", after: 1)],
        because: "nobody has to hear of the end of something of whose beginning they did not hear"),
      Telling(
        what: "A group that returns is a new one", group: "returning",
        alertmanager: [
          Told("firing a+"), Told("resolved a-", after: 1), Told("firing a+ b+", after: 1), Told("resolved a- b-", after: 1),
        ],
        dogwatch: [
          Told("firing a+"), Told("resolved a-", after: 1), Told("firing a+"), Told("firing a+ b+", after: 1),
          Told("resolved a- b-", after: 1),
        ],
        because: "Alertmanager forgets an empty group every 30 s; until then a new alert waits for the old group's next tick"),
      Telling(
        what: "An old alert waits as well", group: "old",
        alertmanager: [Told("firing limited+"), Told("firing b+ limited+", after: 1), Told("resolved b- limited-", after: 1)],
        dogwatch: [Told("firing b+ limited+"), Told("resolved b- limited-", after: 1)],
        because: "what went wrong while nobody looked is found one by one, and is to come as one message"),
      Telling(
        what: "Repeats are counted from the notification's making", group: "late",
        alertmanager: [Told("firing a+"), Told("firing a+ b+", after: 3), Told("resolved a- b-", after: 1)],
        dogwatch: [
          Told("firing a+"), Told("firing a+", after: 2), Told("firing a+ b+", after: 1), Told("resolved a- b-", after: 1),
        ],
        because: "Alertmanager counts from the delivery, so that a receiver that answers late puts the repeat off by a group interval"),
    ]

    /// A value of the body that is another, by its path.
    struct Value: Sendable {
      var what: String
      var path: String
      var because: String
    }

    static let values = [
      Value(
        what: "`receiver` is the name itself", path: "receiver",
        because: "Alertmanager escapes it as a regular expression, so that a dot has a backslash before it"),
      Value(
        what: "`fingerprint` is another", path: "alerts[].fingerprint",
        because: "it is made of the labels that are an alert's identity, so that a new image or severity makes no other alert of it"),
      Value(
        what: "Times have nine digits of fraction", path: "times",
        because: "Alertmanager leaves out the zeros at its end; both are RFC 3339"),
      Value(
        what: "The worst alert comes first", path: "alerts",
        because: "Alertmanager sorts by labels; who reads the first line only is to read the worst"),
    ]
  }
}
