// Text as part of a URL (RFC 3986, 2.1).

enum PercentEncoding {
  /// The text with everything but unreserved characters encoded.
  static func encode(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      let isUnreserved = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      if isUnreserved || "-._~".unicodeScalars.contains(scalar) {
        encoded.unicodeScalars.append(scalar)
      } else {
        encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}
