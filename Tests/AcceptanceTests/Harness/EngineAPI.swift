// What the scenarios do to an engine, through its API.

import Foundation

/// An engine's HTTP API on its socket.
struct EngineAPI: Sendable {
  let socket: String

  /// An answer that is not the one expected.
  struct Refusal: Error, CustomStringConvertible {
    var request: String
    var answer: HTTPExchange.Answer
    var description: String { "\(request): \(answer)" }
  }

  func ask(_ method: String, _ path: String, _ body: [UInt8]? = nil, type: String = "application/json") async throws -> HTTPExchange.Answer
  {
    try await HTTPExchange(
      address: .unix(socket), method: method, target: path, headers: body == nil ? [:] : ["Content-Type": type], body: body
    ).send()
  }

  @discardableResult
  func call(_ method: String, _ path: String, _ body: [UInt8]? = nil, type: String = "application/json") async throws -> JSONValue {
    let answer = try await ask(method, path, body, type: type)
    guard answer.status < 400 else { throw Refusal(request: "\(method) \(path)", answer: answer) }
    return answer.body.first == 0x7B || answer.body.first == 0x5B ? (try? JSONValue(parsing: answer.body)) ?? .null : .null
  }

  /// Packs busybox into the image `box`; no registry is asked.
  func importBox() async throws {
    var tar = TarArchive()
    for folder in ["bin", "tmp", "etc", "ctl"] { tar.addFolder(folder) }
    tar.addProgram("bin/busybox", [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/bin/busybox"))))
    for applet in ["sh", "sleep", "true", "false", "test", "touch", "rm", "tail", "cat", "kill", "echo", "head", "tr", "dd"] {
      tar.addLink("bin/\(applet)", to: "busybox")
    }
    try await call("POST", "/images/create?fromSrc=-&repo=box&tag=latest", tar.finish(), type: "application/x-tar")
  }

  func create(_ name: String, _ body: [UInt8]) async throws -> String {
    let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
    guard let id = try await call("POST", "/containers/create?name=\(escaped)", body)["Id"].string else {
      throw PrivateEngine.Trouble(what: "no id for \(name)")
    }
    return id
  }

  func inspect(_ name: String) async throws -> JSONValue { try await call("GET", "/containers/\(name)/json") }

  /// Every container, stopped ones included.
  func list() async throws -> [JSONValue] { try await call("GET", "/containers/json?all=1").array }
}
