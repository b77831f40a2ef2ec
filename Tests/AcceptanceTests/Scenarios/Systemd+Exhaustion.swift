// What the unit may have is not enough to begin with.

import Testing

extension Systemd {
  @Suite struct Exhaustion {
    /// No thread can be started (threads count as processes: setrlimit(2)), for which it waits until systemd's patience ends; no memory can be had.
    @Test(arguments: [("threads", "LimitNPROC=1"), ("memory", "LimitDATA=4M")])
    func whatCannotBeHadIsTriedForUntilItCan(_ name: String, _ limit: String) async throws {
      let system = try BootedSystem.here
      let unit = InstalledUnit(name, on: system)
      try await unit.configure(host: "unix:///shared/none.sock")
      try await unit.dropIn("[Service]\nRestartSec=200ms\nTimeoutStartSec=3s\n\(limit)\n")
      try await unit.start()
      try await unit.when("ended twice, and started again") { (Int($0["NRestarts"] ?? "") ?? 0) >= 2 }
      try await unit.dropIn("[Service]\nRestartSec=200ms\n")
      try await unit.whenActive()
      try await unit.stop()
    }
  }
}
