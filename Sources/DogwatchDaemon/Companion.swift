// What runs beside the loops for as long as they do, such as the narrator of the demo.

import ServiceLifecycle

/// A task that ends with the daemon, and prints between its lines.
struct Companion: Service {
  let body: DaemonOptions.Companion
  let printer: LinePrinter

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await body { printer.print($0) }
      // Its end is not the daemon's.
      try? await gracefulShutdown()
    }
  }
}
