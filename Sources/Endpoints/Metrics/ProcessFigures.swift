// What Linux says of this process (proc(5), getrusage(2)).

import Exposition
import Glibc

/// The `process_*` figures at one moment; nil where the system does not say.
struct ProcessFigures: Sendable {
  var cpuNanoseconds: Int64?
  var residentBytes: Int64?
  var virtualBytes: Int64?
  var openDescriptors: Int64?
  var maximumDescriptors: Double?
  var startSeconds: Double?

  /// The figures as they are now.
  static func current() -> ProcessFigures {
    var figures = ProcessFigures(openDescriptors: countOpenDescriptors(), startSeconds: startSeconds)
    var usage = rusage()
    if getrusage(RUSAGE_SELF.rawValue, &usage) == 0 {
      let microseconds = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Int64($1.tv_sec) * 1_000_000 + Int64($1.tv_usec) }
      figures.cpuNanoseconds = microseconds * 1000
    }
    if let pages = ProcFile.read("/proc/self/statm")?.split(separator: " ").prefix(2).compactMap({ Int64($0) }), pages.count == 2 {
      let pageSize = Int64(sysconf(Int32(_SC_PAGESIZE)))
      figures.virtualBytes = pages[0] * pageSize
      figures.residentBytes = pages[1] * pageSize
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      figures.maximumDescriptors = limit.rlim_cur == .max ? .infinity : Double(limit.rlim_cur)
    }
    return figures
  }

  /// Appends the `process_*` families.
  func write(to text: inout ExpositionText) {
    func add(_ family: MetricFamily, _ value: SampleValue?) {
      if let value { text.add(family, value) }
    }
    add(MetricFamilies.processCPU, cpuNanoseconds.map { .nanoseconds($0) })
    add(MetricFamilies.processResidentMemory, residentBytes.map { .integer($0) })
    add(MetricFamilies.processVirtualMemory, virtualBytes.map { .integer($0) })
    add(MetricFamilies.processOpenFDs, openDescriptors.map { .integer($0) })
    add(MetricFamilies.processMaxFDs, maximumDescriptors.map { .double($0) })
    add(MetricFamilies.processStartTime, startSeconds.map { .double($0) })
  }

  /// Entries of /proc/self/fd, less the one this takes.
  private static func countOpenDescriptors() -> Int64? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count: Int64 = 0
    while let entry = readdir(folder) {
      if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
    }
    return count - 1
  }

  /// Boot time plus the ticks from boot to start: field 22 of /proc/self/stat, counted after the command's closing bracket.
  private static let startSeconds: Double? = {
    guard let stat = ProcFile.read("/proc/self/stat"), let bracket = stat.lastIndex(of: ")"),
      let boot = ProcFile.read("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") })?.dropFirst(6),
      let bootSeconds = Double(boot)
    else { return nil }
    let fields = stat[bracket...].dropFirst().split(separator: " ")
    guard fields.count > 19, let ticks = Double(fields[19]) else { return nil }
    return bootSeconds + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
  }()
}
