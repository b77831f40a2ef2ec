// Container labels as labels of docker_container_info.

import Exposition
import Watch

enum ContainerLabels {
  /// The labels with their names on the metric. Of those whose names collide each gets `_conflict1`, `_conflict2`…, in their order
  /// (SPEC.md `metrics.containerLabels`; kube-state-metrics does so).
  static func named(_ labels: [ContainerView.Label]) -> [(name: String, value: String)] {
    let names = labels.map { "container_label_" + LabelText.sanitizedLabelName($0.key) }
    var taken = Set(names)
    guard taken.count < names.count else { return zip(names, labels).map { ($0, $1.value) } }
    let repeated = Set(names.filter { name in names.count(where: { $0 == name }) > 1 })
    return zip(names, labels).map { name, label in
      guard repeated.contains(name) else { return (name, label.value) }
      var number = 1
      while !taken.insert("\(name)_conflict\(number)").inserted { number += 1 }
      return ("\(name)_conflict\(number)", label.value)
    }
  }
}
