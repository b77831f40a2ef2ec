// What it was measured on.

import FoundationEssentials
import Glibc
import JSON

/// The machine, and how busy it was.
struct Machine: CustomStringConvertible {
  private let processor = Self.line("/proc/cpuinfo", "model name") ?? "unknown processor"
  private let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
  private let memory = (Self.line("/proc/meminfo", "MemTotal").flatMap { Double($0.split(separator: " ")[0]) } ?? 0) / 1_048_576
  private let kernel = Self.text("/proc/sys/kernel/osrelease").filter { $0 != "\n" }
  private let system = Self.line("/etc/os-release", "PRETTY_NAME", separator: "=")?.filter { $0 != "\"" } ?? "Linux"
  private let loadBefore = Self.load
  private var loadAfter = Self.load

  /// The load when everything was measured.
  mutating func noteEnd() {
    loadAfter = Self.load
  }

  var description: String {
    "\(processor), \(cores) cores, \(Number.text(memory)) GiB, \(system), Linux \(kernel); load \(loadBefore) before, \(loadAfter) after."
  }

  func write(to json: inout JSONWriter) {
    json.member("processor", processor)
    json.member("cores", cores)
    json.member("memoryGiB", memory)
    json.member("system", system)
    json.member("kernel", kernel)
    json.member("loadBefore", loadBefore)
    json.member("loadAfter", loadAfter)
  }

  /// Of the last minute.
  private static var load: String { String(text("/proc/loadavg").prefix { $0 != " " }) }

  private static func text(_ path: String) -> String {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
  }

  private static func line(_ path: String, _ key: String, separator: Character = ":") -> String? {
    text(path).split(separator: "\n").first { $0.hasPrefix(key) }
      .flatMap { $0.split(separator: separator, maxSplits: 1).last }
      .map { String($0.drop { $0 == " " || $0 == "\t" }) }
  }
}
