// Why the daemon cannot listen.

import Glibc
import NIOCore
import NIOPosix

/// An address that cannot be listened on.
public struct ListenError: Error, Hashable, CustomStringConvertible {
  public let address: ListenAddress
  public let reason: Reason

  public enum Reason: Sendable, Hashable {
    /// Somebody else listens there.
    case inUse
    case permissionDenied
    /// No address of this machine.
    case notLocal
    case unknownHost
    /// What is at the path is no socket, and is left alone.
    case notASocket
    /// The folder of the path is not there.
    case noFolder
    case pathTooLong
    case other(String)
  }

  public init(_ address: ListenAddress, _ reason: Reason) {
    self.address = address
    self.reason = reason
  }

  /// One sentence for a person.
  public var description: String {
    switch reason {
    case .inUse: "cannot listen on \(address): another program listens there already"
    case .permissionDenied: "cannot listen on \(address): permission denied"
    case .notLocal: "cannot listen on \(address): this machine has no such address"
    case .unknownHost: "cannot listen on \(address): the host name is unknown"
    case .notASocket: "cannot listen on \(address): there is a file at that path that is no socket"
    case .noFolder: "cannot listen on \(address): the folder does not exist"
    case .pathTooLong: "cannot listen on \(address): the path is too long for a socket (107 bytes are allowed)"
    case .other(let message): "cannot listen on \(address): \(message)"
    }
  }

  /// What an error of binding means.
  init(_ address: ListenAddress, bindingFailedWith error: any Error) {
    self.init(address, Self.reason(of: error))
  }

  private static func reason(of error: any Error) -> Reason {
    switch error {
    case let error as IOError: reason(ofErrno: error.errnoCode)
    case is SocketAddressError.UnknownHost: .unknownHost
    case SocketAddressError.unixDomainSocketPathTooLong: .pathTooLong
    case is UnixDomainSocketPathWrongType: .notASocket
    default: .other("\(error)")
    }
  }

  static func reason(ofErrno number: Int32) -> Reason {
    switch number {
    case EADDRINUSE: .inUse
    case EACCES, EPERM: .permissionDenied
    case EADDRNOTAVAIL: .notLocal
    case ENOENT, ENOTDIR: .noFolder
    default: .other(String(cString: strerror(number)))
    }
  }
}
