// What an alert tells a person; it may change while the alert fires.

/// The name of an annotation; the raw value is what receivers see.
public enum AlertAnnotation: String, CaseIterable, Sendable, Hashable, Comparable {
  case containerID = "container_id"
  case description, evidence
  case exitCode = "exit_code"
  case healthOutput = "health_output"
  case outcome, restarts
  case runbookURL = "runbook_url"
  case summary

  public static func < (left: AlertAnnotation, right: AlertAnnotation) -> Bool { left.rawValue < right.rawValue }
}

/// An alert's annotations. One that is not known reads as the empty text.
public struct AlertAnnotations: Sendable, Hashable, Codable {
  /// One line that a person understands.
  public var summary: String
  public var description: String
  public var containerID: ContainerID?
  public var exitCode: Int?
  public var outcome: ExitOutcome?
  public var restarts: Int?
  /// The last probe's output, cleaned and cut; nil with `alerts.probeOutput` false.
  public var healthOutput: String?
  /// What the verdict rests on, joined by `; `.
  public var evidence: String
  public var runbookURL: String

  public init(
    summary: String, description: String = "", containerID: ContainerID? = nil, exitCode: Int? = nil, outcome: ExitOutcome? = nil,
    restarts: Int? = nil, healthOutput: String? = nil, evidence: String = "", runbookURL: String = ""
  ) {
    self.summary = summary
    self.description = description
    self.containerID = containerID
    self.exitCode = exitCode
    self.outcome = outcome
    self.restarts = restarts
    self.healthOutput = healthOutput
    self.evidence = evidence
    self.runbookURL = runbookURL
  }

  /// An annotation's text; empty when it is not known.
  public subscript(annotation: AlertAnnotation) -> String {
    switch annotation {
    case .containerID: containerID?.text ?? ""
    case .description: description
    case .evidence: evidence
    case .exitCode: exitCode.map(String.init) ?? ""
    case .healthOutput: healthOutput ?? ""
    case .outcome: outcome?.rawValue ?? ""
    case .restarts: restarts.map(String.init) ?? ""
    case .runbookURL: runbookURL
    case .summary: summary
    }
  }

  /// The annotations the alert has, by name.
  public var pairs: [Pair] {
    AlertAnnotation.allCases.compactMap { self[$0].isEmpty ? nil : Pair(annotation: $0, value: self[$0]) }
  }

  /// The annotations of which `pairs` is the list.
  public init(pairs: [Pair]) {
    func value(_ annotation: AlertAnnotation) -> String { pairs.last { $0.annotation == annotation }?.value ?? "" }
    func known(_ text: String) -> String? { text.isEmpty ? nil : text }
    self.init(
      summary: value(.summary), description: value(.description), containerID: known(value(.containerID)).map { ContainerID($0) },
      exitCode: Int(value(.exitCode)), outcome: ExitOutcome(rawValue: value(.outcome)), restarts: Int(value(.restarts)),
      healthOutput: known(value(.healthOutput)), evidence: value(.evidence), runbookURL: value(.runbookURL))
  }

  /// One annotation and its text, which is not empty.
  public struct Pair: Sendable, Hashable {
    public var annotation: AlertAnnotation
    public var value: String

    public init(annotation: AlertAnnotation, value: String) {
      self.annotation = annotation
      self.value = value
    }
  }
}
