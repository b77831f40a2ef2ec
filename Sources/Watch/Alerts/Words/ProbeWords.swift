// How alerts quote a health probe, and how the quotation is taken out again (`alerts.probeOutput`).

enum ProbeWords {
  /// The end of a summary, after a comma or a colon.
  static func inSummary(_ output: String) -> String { "\(quote)\(PlainText.line(output, atMost: 120))\"" }

  /// A sentence of a description.
  static func inDescription(_ output: String) -> String {
    let sentence = withoutEnd(output)
    return sentence.last.map { ".!?…".contains($0) } == true ? sentence : sentence + "."
  }

  fileprivate static func withoutEnd(_ output: String) -> String { "\(opening)\(PlainText.line(output, atMost: 400))" }

  fileprivate static let quote = " last said \""
  private static let opening = "The last probe said: "
}

extension AlertAnnotations {
  /// The same without what the probe said.
  public var withoutProbeOutput: AlertAnnotations {
    guard let output = healthOutput else { return self }
    var bare = self
    bare.healthOutput = nil
    if let start = bare.summary.ranges(of: ProbeWords.quote).last?.lowerBound {
      bare.summary = String(bare.summary[..<start].dropLast())
    }
    // Sentences of earlier versions had no full stop.
    let sentence = ProbeWords.withoutEnd(output)
    if bare.description.hasPrefix(sentence) {
      bare.description = String(bare.description.dropFirst(sentence.count).drop { $0 == "." || $0 == " " })
    }
    return bare
  }
}

extension Alert {
  /// The same without what the probe said.
  public var withoutProbeOutput: Alert {
    var bare = self
    bare.annotations = annotations.withoutProbeOutput
    return bare
  }
}

extension Notification {
  /// The same without what probes said.
  public var withoutProbeOutput: Notification {
    var bare = self
    bare.alerts = alerts.map(\.withoutProbeOutput)
    return bare
  }
}
