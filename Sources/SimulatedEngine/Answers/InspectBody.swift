// `GET /containers/{id}/json`, with every key that somebody reads (moby api/types: `ContainerJSON`).

import JSON
import Watch

enum InspectBody {
  static let imageID = "sha256:" + String(repeating: "5e", count: 32)
  /// Go's zero time.
  private static let never = "0001-01-01T00:00:00Z"

  static func json(_ container: Container) -> [UInt8] {
    var json = JSONWriter()
    let blueprint = container.blueprint
    json.object { json in
      json.member("Id", container.id.text)
      json.member("Created", container.createdAt.rfc3339)
      json.member("Path", blueprint.command.first ?? "")
      json.member("Args", Array(blueprint.command.dropFirst()))
      json.object("State") { json in state(container, &json) }
      json.member("Image", imageID)
      for key in ["ResolvConfPath", "HostnamePath", "HostsPath", "LogPath"] { json.member(key, "") }
      json.member("Name", "/" + container.name)
      json.member("RestartCount", container.restartCount)
      json.member("Driver", "overlay2")
      json.member("Platform", "linux")
      for key in ["MountLabel", "ProcessLabel", "AppArmorProfile"] { json.member(key, "") }
      json.nullMember("ExecIDs")
      json.object("HostConfig") { json in hostConfig(blueprint, &json) }
      json.object("GraphDriver") { json in
        json.nullMember("Data")
        json.member("Name", "overlay2")
      }
      json.member("Mounts", [])
      json.object("Config") { json in config(container, &json) }
      json.object("NetworkSettings") { json in json.object("Networks") { json in json.object("none") { _ in } } }
    }
    json.endLine()
    return json.bytes
  }

  // MARK: State

  private static func state(_ container: Container, _ json: inout JSONWriter) {
    json.member("Status", container.status.rawValue)
    json.member("Running", container.isAlive || container.status == .restarting)
    json.member("Paused", container.status == .paused)
    json.member("Restarting", container.status == .restarting)
    json.member("OOMKilled", container.isOOMKilled)
    json.member("Dead", container.status == .dead)
    json.member("Pid", container.pid)
    json.member("ExitCode", container.exitCode)
    json.member("Error", container.error)
    json.member("StartedAt", container.startedAt?.rfc3339 ?? never)
    json.member("FinishedAt", container.finishedAt?.rfc3339 ?? never)
    if let health = container.health { json.object("Health") { json in self.health(health, &json) } }
  }

  private static func health(_ health: HealthRecord, _ json: inout JSONWriter) {
    json.member("Status", health.status.rawValue)
    json.member("FailingStreak", health.failingStreak)
    json.array("Log") { json in
      for probe in health.log {
        json.object { json in
          json.member("Start", probe.start.rfc3339)
          json.member("End", probe.end.rfc3339)
          json.member("ExitCode", probe.exitCode)
          json.member("Output", probe.output)
        }
      }
    }
  }

  // MARK: What it was made of

  private static func hostConfig(_ blueprint: Blueprint, _ json: inout JSONWriter) {
    json.nullMember("Binds")
    json.member("NetworkMode", "none")
    json.object("RestartPolicy") { json in
      json.member("Name", blueprint.policy.name)
      var maximum = 0
      if case .onFailure(let count) = blueprint.policy { maximum = count }
      json.member("MaximumRetryCount", maximum)
    }
    json.member("AutoRemove", blueprint.autoRemove)
    json.member("Memory", blueprint.memoryLimit ?? 0)
    json.member("OomKillDisable", false)
  }

  private static func config(_ container: Container, _ json: inout JSONWriter) {
    let blueprint = container.blueprint
    json.member("Hostname", container.id.short)
    json.member("Domainname", "")
    json.member("User", "")
    for key in ["AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce"] { json.member(key, false) }
    json.nullMember("Env")
    json.member("Cmd", blueprint.command)
    if let check = blueprint.healthcheck { json.object("Healthcheck") { json in healthcheck(check, &json) } }
    json.member("Image", blueprint.image)
    json.nullMember("Volumes")
    json.member("WorkingDir", "")
    json.nullMember("Entrypoint")
    json.nullMember("OnBuild")
    json.object("Labels") { json in json.sorted(blueprint.labels) }
    if let signal = blueprint.stopSignal { json.member("StopSignal", "\(signal)") }
    if let timeout = blueprint.stopTimeout { json.member("StopTimeout", timeout) }
  }

  private static func healthcheck(_ check: Healthcheck, _ json: inout JSONWriter) {
    json.member("Test", ["CMD-SHELL", "check"])
    json.member("Interval", check.interval)
    json.member("Timeout", check.timeout)
    if check.startPeriod > 0 { json.member("StartPeriod", check.startPeriod) }
    json.member("Retries", check.retries)
  }
}
