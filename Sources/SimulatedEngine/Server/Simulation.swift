// An engine and what goes wrong with it: everything a script changes.

/// What is simulated.
public struct Simulation: Sendable {
  public var engine: Engine
  public var faults = Faults()

  public init(_ engine: Engine) {
    self.engine = engine
  }
}
