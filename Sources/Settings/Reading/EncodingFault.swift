// A text that is not UTF-8, told apart before anything is read from it.
import JSON

/// The first byte that is no UTF-8.
struct EncodingFault {
  let byte: UInt8
  let position: JSONPosition

  /// Nil for UTF-8, and for UTF-16 with its mark, which the parser names.
  static func first(in text: [UInt8]) -> EncodingFault? {
    guard !text.starts(with: [0xFF, 0xFE]), !text.starts(with: [0xFE, 0xFF]) else { return nil }
    do {
      _ = try UTF8Span(validating: text.span)
      return nil
    } catch {
      let offset = error.byteOffsets.lowerBound
      return EncodingFault(byte: text[offset], position: text.withUnsafeBytes { JSONPosition(offset: offset, in: $0) })
    }
  }

  func settingsError(named name: String) -> SettingsError {
    let number = String(byte, radix: 16, uppercase: true)
    return SettingsError(path: name, message: "\(position): not UTF-8: byte 0x\(number) (save the file as UTF-8)", position: position)
  }
}
