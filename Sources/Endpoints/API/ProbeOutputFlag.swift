// Whether what health probes said may be shown.

import Synchronization

/// `alerts.probeOutput`, which a reload may change.
public final class ProbeOutputFlag: Sendable {
  private let flag: Atomic<Bool>

  public init(_ isSet: Bool) { flag = Atomic(isSet) }

  var isSet: Bool { flag.load(ordering: .relaxed) }

  public func set(_ isSet: Bool) { flag.store(isSet, ordering: .relaxed) }
}
