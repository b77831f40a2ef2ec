// What the engine says of itself: `/info` and `/version`.

import JSON
import Watch

enum InfoBody {
  static func json(_ engine: Engine) -> [UInt8] {
    let containers = engine.containers.values
    var json = JSONWriter()
    json.object { json in
      json.member("ID", "SIMU:LATE:D000:0000:0000:0000:0000:0000:0000:0000:0000:0000")
      json.member("Containers", containers.count)
      json.member("ContainersRunning", containers.count { $0.status == .running || $0.status == .restarting })
      json.member("ContainersPaused", containers.count { $0.status == .paused })
      json.member("ContainersStopped", containers.count { !$0.isAlive && $0.status != .restarting })
      json.member("Images", 1)
      json.member("Driver", "overlay2")
      json.member("SystemTime", engine.now.rfc3339)
      json.member("OperatingSystem", "a simulation")
      json.member("OSType", "linux")
      json.member("Architecture", "x86_64")
      json.member("NCPU", 2)
      json.member("MemTotal", 8 << 30)
      json.member("Name", engine.identity.name)
      json.member("ServerVersion", engine.identity.version)
      json.member("LiveRestoreEnabled", engine.identity.liveRestore)
    }
    json.endLine()
    return json.bytes
  }
}

enum VersionBody {
  static func json(_ engine: Engine) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("Version", engine.identity.version)
      json.member("ApiVersion", engine.identity.apiVersion)
      json.member("MinAPIVersion", engine.identity.oldestAPIVersion)
      json.member("Os", "linux")
      json.member("Arch", "amd64")
    }
    json.endLine()
    return json.bytes
  }
}
