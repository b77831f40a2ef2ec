// `GET /containers/json` (moby api/types/container: `Summary`).

package import JSON
package import Watch

/// Decodes the list of all containers; a row without id or name is left out and counted.
package enum ListDecoder {
  package static func decode(_ body: UnsafeRawBufferPointer) throws(JSONError) -> (rows: [Listing.Row], skipped: Int) {
    var rows: [Listing.Row] = []
    var skipped = 0
    try JSONReader.read(body) { reader throws(JSONError) -> Void in
      if try reader.null() { return }
      try reader.array { reader throws(JSONError) in
        if let row = try row(&reader) { rows.append(row) } else { skipped += 1 }
      }
    }
    return (rows, skipped)
  }

  private static func row(_ reader: inout JSONReader) throws(JSONError) -> Listing.Row? {
    var id = ""
    var name: ContainerName?
    var state: ContainerState?
    var statusHealth: Health?
    var health: Health?
    try reader.objectOrSkip { key, reader throws(JSONError) in
      switch key {
      case "Id": id = try reader.textOrSkip()?.string ?? ""
      case "Names": name = try self.name(&reader)
      case "State": state = try reader.textOrSkip().flatMap { ContainerState(engineWord: $0.string) }
      case "Status": statusHealth = try reader.textOrSkip().flatMap { self.health(inStatus: $0.string) }
      case "Health":
        try reader.objectOrSkip { key, reader throws(JSONError) in
          if key == "Status" { health = try reader.textOrSkip().map { Health(engineWord: $0.string) } }
        }
      default: break
      }
    }
    guard !id.isEmpty, let name else { return nil }
    return Listing.Row(id: ContainerID(id), name: name, state: state, health: health ?? statusHealth)
  }

  /// Among the names the one with a single slash; the others are links (`/other/alias`).
  private static func name(_ reader: inout JSONReader) throws(JSONError) -> ContainerName? {
    var name: ContainerName?
    try reader.arrayOrSkip { reader throws(JSONError) in
      guard let text = try reader.textOrSkip()?.string, name == nil else { return }
      let bare = ContainerName(text)
      if !bare.text.isEmpty, !bare.text.utf8.contains(UInt8(ascii: "/")) { name = bare }
    }
    return name
  }

  /// The end of `Up 5 minutes (healthy)`; nil when it says nothing of health (moby daemon/container/state.go: `String`).
  private static func health(inStatus status: String) -> Health? {
    if status.hasSuffix("(healthy)") { return .healthy }
    if status.hasSuffix("(unhealthy)") { return .unhealthy }
    return status.hasSuffix("(health: starting)") ? .starting : nil
  }
}
