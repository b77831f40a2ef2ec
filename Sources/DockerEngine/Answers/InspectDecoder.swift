// `GET /containers/{id}/json` (moby api/types/container: `InspectResponse`).

package import JSON
package import Watch

/// Decodes what Dogwatch needs of an inspect, from any engine from 20.10 on and from Podman; only id and state must be there.
package enum InspectDecoder {
  package static func decode(_ body: UnsafeRawBufferPointer) throws(JSONError) -> Inspection {
    try JSONReader.read(body) { reader throws(JSONError) in
      var id = ""
      var name = ""
      var restartCount: Int64 = 0
      var state: Inspection.State?
      var config = InspectedConfig()
      var hostConfig = InspectedHostConfig()
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "Id": id = try reader.textOrSkip()?.string ?? ""
        case "Name": name = try reader.textOrSkip()?.string ?? ""
        case "RestartCount": restartCount = try reader.integerOrSkip() ?? 0
        case "State": if try reader.kind() == .object { state = try InspectedState(&reader).state }
        case "Config": config = try InspectedConfig(&reader)
        case "HostConfig": hostConfig = try InspectedHostConfig(&reader)
        default: break
        }
      }
      guard !id.isEmpty else { throw reader.rejection("no Id") }
      guard let state else { throw reader.rejection("no State") }
      return Inspection(
        id: ContainerID(id), name: ContainerName(name), image: config.image, state: state, restartCount: Int(restartCount),
        restartPolicy: hostConfig.restartPolicy, autoRemove: hostConfig.autoRemove, stopSignal: config.stopSignal,
        stopTimeout: config.stopTimeout, memoryLimit: hostConfig.memoryLimit, attachStdin: config.attachStdin,
        healthcheck: config.healthcheck, labels: config.labels)
    }
  }
}
