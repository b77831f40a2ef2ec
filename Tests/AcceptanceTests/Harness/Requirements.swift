// What a test needs of the machine. Elsewhere it is skipped with a reason; where `make test` has set up everything, it is not.

import Foundation
import Glibc
import Testing

enum Requirements {
  /// Set by `make test`: everything is installed, so what cannot run has failed.
  static let mustRun = ProcessInfo.processInfo.environment["DOGWATCH_TESTS_MUST_RUN"] == "1"

  static func missing(_ programs: [String]) -> [String] { programs.filter { place(of: $0) == nil } }

  /// Where a program is.
  static func place(of program: String) -> String? {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }
}

extension Trait where Self == ConditionTrait {
  /// A private dockerd: root, its programs, and busybox to make an image of.
  static var needsEngine: Self {
    let missing = Requirements.missing(["dockerd", "containerd", "runc", "unshare", "nsenter", "busybox", "bash"])
    return .enabled(
      if: Requirements.mustRun || (geteuid() == 0 && missing.isEmpty),
      "needs root and \(missing.isEmpty ? "nothing else" : missing.joined(separator: ", ")): run `make test` as root")
  }

  /// File systems are mounted.
  static var needsRoot: Self {
    .enabled(if: Requirements.mustRun || geteuid() == 0, "needs root: run `make test` as root")
  }

  static func needs(_ programs: String...) -> Self {
    let missing = Requirements.missing(programs)
    return .enabled(if: Requirements.mustRun || missing.isEmpty, "needs \(missing.joined(separator: ", ")): run `scripts/setup build test`")
  }
}
