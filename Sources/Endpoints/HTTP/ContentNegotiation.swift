// What the client would rather have (RFC 9110, 12.5).

import Exposition
import HTTPTypes

enum ContentNegotiation {
  /// The format of /metrics: OpenMetrics where it is asked for with the greatest weight, and first among equals; else text.
  static func format(_ headers: HTTPFields) -> ExpositionFormat {
    var best: (format: ExpositionFormat, weight: Double) = (.text, 0)
    for element in list(headers, .accept) {
      guard let format = format(of: element), element.weight > best.weight else { continue }
      best = (format, element.weight)
    }
    return best.format
  }

  /// Whether gzip is wanted: named, or covered by `*`, with a weight above 0 and not below that of the plain body.
  static func wantsGzip(_ headers: HTTPFields) -> Bool {
    let elements = list(headers, .acceptEncoding)
    func weight(_ names: String...) -> Double? { elements.first { names.contains($0.value) }?.weight }
    guard let gzip = weight("gzip", "x-gzip") ?? weight("*") else { return false }
    return gzip > 0 && gzip >= weight("identity") ?? 0
  }

  /// Whether a page is among what is asked for by name, as browsers do.
  static func wantsPage(_ headers: HTTPFields) -> Bool {
    list(headers, .accept).contains { $0.value == "text/html" && $0.weight > 0 }
  }

  private static func list(_ headers: HTTPFields, _ name: HTTPField.Name) -> [WeightedList.Element] {
    headers[values: name].flatMap { WeightedList($0).elements }
  }

  private static func format(of element: WeightedList.Element) -> ExpositionFormat? {
    let version = element.parameters["version"]
    switch element.value {
    case "application/openmetrics-text": return version == nil || version == "1.0.0" || version == "0.0.1" ? .openMetrics : nil
    case "text/plain": return version == nil || version == "0.0.4" ? .text : nil
    case "text/*", "*/*": return .text
    default: return nil
    }
  }
}
