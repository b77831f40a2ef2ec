// What is wrong with one value, before it is known which.

/// What is wrong, and what would be right.
struct Complaint: Error {
  let message: String

  init(_ problem: String, _ allowed: String) {
    self.message = "\(problem) (\(allowed))"
  }

  init(_ problem: String) {
    self.message = problem
  }
}

/// A value in double quotes, made fit for one line: cut when long, control characters and invisible marks replaced.
func quoted(_ text: some StringProtocol) -> String {
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(80) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: shown.append("\u{FFFD}")
    default: shown.append(scalar)
    }
  }
  return "\"" + String(shown) + (text.unicodeScalars.count > 80 ? "…" : "") + "\""
}
