// The switches of a filtering socket proxy.

/// The environment variable of docker-socket-proxy that allows a path, with or without a version before it (its haproxy.cfg).
func socketProxySwitch(for path: String) -> String? {
  var parts = path.split(separator: "?", maxSplits: 1)[0].split(separator: "/")
  if let first = parts.first, first.hasPrefix("v"), APIVersion(first.dropFirst()) != nil { parts.removeFirst() }
  switch parts.first {
  case "_ping": return "PING"
  case "version": return "VERSION"
  case "events": return "EVENTS"
  case "info": return "INFO"
  case "containers": return "CONTAINERS"
  default: return nil
  }
}
