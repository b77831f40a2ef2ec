// A container's labels, as anybody may write them: a line each, key and value apart at the first `=`; the first line is the name.

import Watch

enum ContainerLabelTexts {
  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 64, omittingEmptySubsequences: false)
    var labels: [String: String] = [:]
    for line in lines.dropFirst() {
      let equals = line.firstIndex(of: "=") ?? line.endIndex
      labels[String(line[..<equals])] = String(line[equals...].dropFirst())
    }
    let name = lines.first.map(String.init) ?? ""
    _ =
      Life(
        Inspection(
          id: ContainerID(String(repeating: "0f", count: 32)), name: ContainerName(name.isEmpty ? "web" : name),
          image: labels["image"] ?? "box",
          state: Inspection.State(status: .running, exitCode: 1, health: HealthReport(status: .healthy)), restartCount: 0,
          restartPolicy: .always, healthcheck: Healthcheck(), labels: labels)
      ).told
  }
}
