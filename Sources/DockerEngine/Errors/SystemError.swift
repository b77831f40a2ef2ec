// The system's own error numbers, wherever they hide.

import Glibc
import NIOCore

/// The errno in an error of NIO, if there is one.
func systemErrorNumber(of error: any Error) -> CInt? {
  (error as? IOError)?.errnoCode
}

/// What strerror(3) says.
func systemErrorText(_ number: CInt) -> String {
  String(cString: strerror(number))
}
