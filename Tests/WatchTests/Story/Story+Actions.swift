// What happens to containers in a story; each action reaches the fleet at once, and its inspects are answered.

import Watch

extension Story {
  /// Does something to the engine and lets the news and the answers arrive.
  mutating func act(settling: Double = 0.02, _ body: (inout ModelEngine) -> Void) {
    engine.tick()
    body(&engine)
    deliver()
    wait(settling)
  }

  /// Creates and starts a container.
  mutating func run(_ name: String, policy: RestartPolicy = .no, _ configure: (inout ModelContainer) -> Void = { _ in }) {
    create(name, policy: policy, configure)
    act { $0.start(name) }
  }

  mutating func create(_ name: String, policy: RestartPolicy = .no, _ configure: (inout ModelContainer) -> Void = { _ in }) {
    act {
      $0.create(name) {
        $0.policy = policy
        configure(&$0)
      }
    }
  }

  mutating func start(_ name: String) { act { $0.start(name) } }
  mutating func crash(_ name: String, code: Int = 1) { act { $0.exit(name, code: code) } }
  /// Its policy brings it back so many times, too seldom for a crash loop.
  mutating func crashNowAndThen(_ name: String, times: Int) {
    for _ in 0..<times {
      wait(1200)
      crash(name)
      wait(5)
    }
  }

  mutating func kill(_ name: String, signal: Int = 9, code: Int? = nil) {
    act { $0.kill(name, signal: signal, code: code ?? (signal == 9 ? 137 : nil)) }
  }
  mutating func stop(_ name: String, code: Int? = 143, timeout: Int = 10) { act { $0.stop(name, code: code, timeout: timeout) } }
  mutating func restart(_ name: String) { act { $0.restart(name) } }
  mutating func pause(_ name: String) { act { $0.pause(name) } }
  mutating func unpause(_ name: String) { act { $0.unpause(name) } }
  mutating func remove(_ name: String) { act { $0.remove(name) } }
  mutating func rename(_ name: String, to new: String) { act { $0.rename(name, to: new) } }
  mutating func probe(_ name: String, code: Int = 0, output: String = "") { act { $0.probe(name, code: code, output: output) } }
}

/// A health check that needs so many failures.
func check(retries: Int = 1, interval: Int64 = 1) -> Healthcheck {
  Healthcheck(interval: interval * Story.second, timeout: Story.second, startPeriod: 0, retries: retries)
}
