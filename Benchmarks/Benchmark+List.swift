// Which benchmarks there are.

extension Benchmark {
  /// What `make bench` runs: every row of SPEC.md's Figures.
  static let usual: [Benchmark] =
    [
      .scrape(containers: 304, identity: 2, gzip: 8), .scrape(containers: 1_000, identity: 6), .scrape(containers: 10_000, identity: 60),
      .page, .latency, .events, .decoding, .burst,
      .memory(containers: 4, anonymous: 4, resident: 28), .memory(containers: 304, anonymous: 8, resident: 32),
      .memory(containers: 1_000, anonymous: 14, resident: 38),
      .idle, .start, .binary,
    ] + instructions

  /// Also what takes long.
  static let all = usual + [.flood(containers: 304), .flood(containers: 10_000), .growth, .receivers, .churn, .engine]
}
