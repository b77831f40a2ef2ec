// The file itself: read whole, to a bound, or a sentence about why not.
import Glibc

/// A configuration file.
struct ConfigurationFile {
  let path: String

  /// More than any configuration needs; keeps /dev/zero from being read for ever.
  private static let maximumSize = 1 << 20

  enum Failure: Error, Equatable {
    /// The number of a system error (errno(3)).
    case system(Int32)
    case folder
    case tooLarge
  }

  /// False only when there surely is no such file; one that cannot be looked at is there.
  var isThere: Bool {
    var status = stat()
    return stat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR)
  }

  func text() throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .folder }
    var text: [UInt8] = []
    while let piece = try Self.piece(of: descriptor) {
      text += piece
      guard text.count <= Self.maximumSize else { throw .tooLarge }
    }
    return text
  }

  /// The next bytes, nil at the end.
  private static func piece(of descriptor: Int32) throws(Failure) -> [UInt8]? {
    var failure: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      var result: Int
      repeat { result = read(descriptor, buffer.baseAddress, buffer.count) } while result < 0 && errno == EINTR
      if result < 0 { failure = errno }
      count = max(0, result)
    }
    guard failure == 0 else { throw .system(failure) }
    return piece.isEmpty ? nil : piece
  }
}

extension ConfigurationFile.Failure {
  /// What is wrong, for a person.
  var sentence: String {
    switch self {
    case .system(ENOENT): "there is no such file"
    case .system(EACCES), .system(EPERM):
      "permission denied (the user of the daemon must be able to read the file and enter its folder; dogwatch's own is root:docker 0640)"
    case .system(let number): String(cString: strerror(number))
    case .folder: "a folder, not a file"
    case .tooLarge: "larger than 1 MiB, which no configuration is"
    }
  }

  /// What is wrong with a file that holds a secret, for a person.
  var sentenceAboutSecret: String {
    switch self {
    case .system(EACCES), .system(EPERM): "permission denied"
    case .tooLarge: "larger than 1 MiB"
    case .system, .folder: sentence
    }
  }

  var isMissing: Bool { self == .system(ENOENT) || self == .system(ENOTDIR) }
}
