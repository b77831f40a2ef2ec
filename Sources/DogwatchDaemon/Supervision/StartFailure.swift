// Why a start failed, as systemd wants to know it.

import Endpoints
import Glibc
public import Systemd

extension Notifier {
  /// Tells why the daemon cannot start: an errno and a sentence.
  public func tellFailure(_ sentence: String, errno number: Int32) {
    tell(.errno(number), .status(sentence))
  }

  func tellFailure(_ error: any Error) {
    tellFailure("\(error)", errno: (error as? ListenError)?.reason.errno ?? EIO)
  }
}

extension ListenError.Reason {
  fileprivate var errno: Int32 {
    switch self {
    case .inUse: EADDRINUSE
    case .permissionDenied: EACCES
    case .notLocal: EADDRNOTAVAIL
    case .unknownHost: EHOSTUNREACH
    case .notASocket: ENOTSOCK
    case .noFolder: ENOENT
    case .pathTooLong: ENAMETOOLONG
    case .other: EIO
    }
  }
}
