// Where a recording goes.

import Glibc

/// A file, or standard output, that a recording is written to.
public struct RecordingOutput: Sendable {
  /// For sentences.
  let name: String
  let output: LineOutput

  /// Standard output.
  public static let standardOutput = RecordingOutput(name: "standard output", output: .standardOutput)

  private init(name: String, output: LineOutput) {
    self.name = name
    self.output = output
  }

  /// Creates the file, or empties it. Only its owner may read it (mode 0600): labels and the output of health probes may hold secrets.
  public init(creating path: String) throws(RecordingError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
    guard descriptor >= 0 else { throw .cannotWrite(path, errno) }
    var status = stat()
    // A pipe or a terminal stays as it is.
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
      guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else {
        let number = errno
        Glibc.close(descriptor)
        throw .cannotWrite(path, number)
      }
    }
    self.init(name: path, output: LineOutput(descriptor: descriptor))
  }

  /// Closes a file; standard output is left to the process.
  func close() {
    if output.descriptor > STDERR_FILENO { Glibc.close(output.descriptor) }
  }
}
