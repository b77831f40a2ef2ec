// The exposition as a scraper reads it.

/// The samples of one scrape.
struct MetricsPage: Sendable, CustomStringConvertible {
  struct Sample: Sendable, Hashable {
    var name: String
    var labels: [String: String]
    var value: Double
  }

  struct Malformed: Error, CustomStringConvertible {
    var line: String
    var description: String { "not a sample: \(line)" }
  }

  let text: String
  let samples: [Sample]

  init(_ text: String) throws {
    self.text = text
    samples = try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { try Self.sample(String($0)) }
  }

  /// Reads `name{label="value",…} value`, with the format's escapes taken off.
  private static func sample(_ line: String) throws -> Sample {
    var rest = Substring(line)
    let name = rest.prefix { $0 != "{" && $0 != " " }
    rest = rest.dropFirst(name.count)
    var labels: [String: String] = [:]
    if rest.first == "{" {
      rest = rest.dropFirst()
      while let first = rest.first, first != "}" {
        let label = rest.prefix { $0 != "=" }
        rest = rest.dropFirst(label.count + 1)
        guard rest.first == "\"" else { throw Malformed(line: line) }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
          guard character == "\\" else {
            value.append(character)
            continue
          }
          switch rest.popFirst() {
          case "n": value.append("\n")
          case "\\": value.append("\\")
          case "\"": value.append("\"")
          default: throw Malformed(line: line)
          }
        }
        labels[String(label)] = value
        if rest.first == "," { rest = rest.dropFirst() }
      }
      rest = rest.dropFirst()
    }
    guard let value = Double(rest.split(separator: " ").first ?? "") else { throw Malformed(line: line) }
    return Sample(name: String(name), labels: labels, value: value)
  }

  /// The samples of a metric that have at least these labels.
  func all(_ name: String, _ labels: [String: String] = [:]) -> [Sample] {
    samples.filter { sample in sample.name == name && labels.allSatisfy { sample.labels[$0] == $1 } }
  }

  /// The one value of a metric with these labels; nil if there is none.
  subscript(_ name: String, _ labels: [String: String]) -> Double? { all(name, labels).first?.value }
  subscript(_ name: String) -> Double? { all(name).first?.value }

  /// What is 1 in a one-hot gauge of a container.
  func state(_ metric: String, of container: String, label: String) -> String? {
    all(metric, ["name": container]).first { $0.value == 1 }?.labels[label]
  }

  func state(of container: String) -> String? { state("docker_container_state", of: container, label: "state") }
  func health(of container: String) -> String? { state("docker_container_health_status", of: container, label: "status") }

  var description: String { "\(samples.count) samples" }
}
