// A real Prometheus.

import Foundation

/// Debian's `prometheus`, and questions to its API.
struct Prometheus: Sendable {
  let server: LoopbackServer

  /// `configuration` is the text of its file; the files that it names lie in `folder`.
  init(in folder: String, configuration: String) async throws {
    let file = "\(folder)/prometheus.yml"
    try configuration.write(toFile: file, atomically: true, encoding: .utf8)
    server = try await LoopbackServer("prometheus", log: "\(folder)/prometheus.log") { port in
      ["--config.file=\(file)", "--storage.tsdb.path=\(folder)/prometheus", "--web.listen-address=127.0.0.1:\(port)"]
    }
  }

  struct Refused: Error, CustomStringConvertible {
    var query: String
    var answer: HTTPExchange.Answer
    var description: String { "\(query): \(answer)" }
  }

  /// One series of an answer.
  struct Series: Sendable {
    var labels: [String: String]
    /// NaN and the infinities left out.
    var values: [Double]
  }

  /// The series of an expression now.
  func query(_ expression: String) async throws -> [Series] { try await ask("query", ["query": expression]) }

  /// The series of an expression as a panel draws it: a value a second, of the last `seconds`.
  func range(_ expression: String, seconds: Int) async throws -> [Series] {
    let end = Date.now.timeIntervalSince1970
    return try await ask(
      "query_range", ["query": expression, "start": "\(end - Double(seconds))", "end": "\(end)", "step": "1"])
  }

  private func ask(_ question: String, _ parameters: [String: String]) async throws -> [Series] {
    let query = parameters.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
    let answer = try await server.get("/api/v1/\(question)?\(query.joined(separator: "&"))")
    let json = try JSONValue(parsing: answer.body)
    guard answer.status == 200, json["status"].string == "success" else {
      throw Refused(query: parameters["query"] ?? "", answer: answer)
    }
    return json["data"]["result"].array.map { series in
      let points = series["values"].array + (series["value"].isNull ? [] : [series["value"]])
      return Series(
        labels: series["metric"].object.compactMapValues(\.string),
        values: points.compactMap { Double($0.array.last?.string ?? "") }.filter(\.isFinite))
    }
  }
}
