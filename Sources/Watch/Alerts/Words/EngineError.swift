// What the engine says when it cannot start a container, without the layers that passed it on.

/// An error of the engine, fit for one line.
enum EngineError {
  /// `exec: "/nope": stat /nope: no such file or directory`: what is left without who passed it on, and at most so many characters of it.
  static func gist(_ error: String, atMost limit: Int) -> String {
    var rest = PlainText.line(error, atMost: .max)[...]
    while let layer = layers.first(where: { rest.hasPrefix($0) && rest != $0 }) { rest = rest.dropFirst(layer.count) }
    if rest.hasSuffix(unknown), rest != unknown { rest = rest.dropLast(unknown.count) }
    return PlainText.cut(String(rest), atMost: limit)
  }

  /// In the words of moby (daemon/start.go), containerd's shim and runc, old and new.
  private static let layers = [
    "failed to create shim task: ", "failed to create shim: ", "failed to create task for container: ", "failed to start task: ",
    "OCI runtime create failed: ", "OCI runtime start failed: ", "runc create failed: ", "runc start failed: ",
    "unable to start container process: ", "error during container init: ",
  ]
  /// The code of a gRPC error that has none.
  private static let unknown = ": unknown"
}
