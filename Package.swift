// swift-tools-version: 6.2
import PackageDescription

/// `make fuzz` sets it: our own code is then made to report where it goes, and there is a program that fuzzes.
let isFuzzing = Context.environment["DOGWATCH_FUZZING"] != nil

/// The upcoming features every target is built with (the Swift 6 language mode comes with the tools version).
let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ] + (isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer", "-O"])] : [])

/// The static runtime asks for every symbol to be exported, which keeps what nobody calls and the names of it all in the program: a tenth of it.
let programSettings: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux], configuration: .release))
]

let package = Package(
  name: "dogwatch",
  products: [
    .executable(name: "dogwatch", targets: ["dogwatch"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  // The map of the house, in the order of the data's way.
  targets: [
    // Tokenizer over bytes, tree with positions, writer.
    .target(name: "JSON", swiftSettings: settings),
    // What it all means: observations, tracking, classification, episodes. Pure values.
    .target(
      name: "Watch",
      dependencies: [.product(name: "HeapModule", package: "swift-collections")],
      swiftSettings: settings),
    // What people read on a terminal: transitions in words, tables, colours. Pure values.
    .target(name: "Terminal", dependencies: ["Watch"], swiftSettings: settings),
    // What every HTTP client refuses at the head of an answer.
    .target(
      name: "LawfulAnswers",
      dependencies: [
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: settings),
    // Find, connect, negotiate; list, inspect, event stream; yields observations.
    .target(
      name: "DockerEngine",
      dependencies: [
        "JSON", "LawfulAnswers", "Watch",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: settings),
    // Formats, signing, delivery.
    .target(
      name: "Webhooks",
      dependencies: [
        "JSON", "LawfulAnswers", "Watch",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: settings),
    // libsqlite3.
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    // Everything that outlives the process, in SQLite.
    .target(name: "Ledger", dependencies: ["CSQLite", "JSON", "Watch"], swiftSettings: settings),
    // Prometheus and OpenMetrics text, written fast; knows no containers.
    .target(name: "Exposition", swiftSettings: settings),
    // libsystemd.
    .systemLibrary(name: "CSystemd", providers: [.apt(["libsystemd-dev"])]),
    // Service manager, watchdog, journal.
    .target(
      name: "Systemd", dependencies: ["CSystemd", .product(name: "Logging", package: "swift-log")], swiftSettings: settings),
    // zlib, for gzip bodies.
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // malloc.h, which the Glibc module leaves out.
    .systemLibrary(name: "CMalloc"),
    // An open(2) that keeps libdispatch from ending the process when descriptors are used up.
    .target(name: "CDispatchOpen"),
    // Listener, metrics, API, page.
    .target(
      name: "Endpoints",
      dependencies: [
        "Watch", "Terminal", "Exposition", "JSON", "CZlib",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    // The daemon's API from outside, for the commands that ask it.
    .target(
      name: "DaemonAPI",
      dependencies: [
        "Watch", "JSON", "LawfulAnswers", "Endpoints",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: settings),
    // The JSON file and the environment to typed settings, with every error.
    .target(name: "Settings", dependencies: ["JSON", "Watch"], swiftSettings: settings),
    // The loops, and the wiring.
    .target(
      name: "DogwatchDaemon",
      dependencies: [
        "JSON", "Watch", "Terminal", "DockerEngine", "Ledger", "Webhooks", "Exposition", "Endpoints", "Settings", "Systemd", "CMalloc",
        "CDispatchOpen",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    // An engine on a Unix socket, scripted: demo, benchmarks, fault tests.
    .target(
      name: "SimulatedEngine",
      dependencies: [
        "JSON", "Watch",
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: settings),
    // The command line.
    .executableTarget(
      name: "dogwatch",
      dependencies: [
        "DogwatchDaemon", "DaemonAPI", "Endpoints", "JSON", "Settings", "SimulatedEngine", "Systemd", "Terminal", "Watch", "Webhooks",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings,
      linkerSettings: programSettings),
    // `make bench`.
    .executableTarget(
      name: "dogwatch-bench",
      dependencies: [
        "DockerEngine", "Endpoints", "Exposition", "JSON", "Ledger", "SimulatedEngine", "Watch", "Webhooks",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks",
      exclude: ["baseline.json"],
      swiftSettings: settings),
    // What is fuzzed; `make test` runs it over the corpora.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "JSON", "Watch", "Terminal", "DockerEngine", "Webhooks", "Ledger", "Endpoints", "Settings", "DogwatchDaemon",
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Fuzzing/Targets",
      swiftSettings: settings),
    .testTarget(name: "FuzzingTests", dependencies: ["FuzzTargets"], swiftSettings: settings),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
    .testTarget(name: "WatchTests", dependencies: ["Watch"], swiftSettings: settings),
    .testTarget(
      name: "DockerEngineTests",
      dependencies: [
        "DockerEngine", "Watch", "JSON",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      resources: [.copy("Recordings")],
      swiftSettings: settings),
    .testTarget(
      name: "LedgerTests", dependencies: ["Ledger", "CSQLite", "Watch", "JSON"], resources: [.copy("Versions")], swiftSettings: settings),
    .testTarget(
      name: "WebhooksTests",
      dependencies: [
        "Webhooks", "Watch", "JSON",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: settings),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal", "Watch"], swiftSettings: settings),
    .testTarget(
      name: "DaemonAPITests",
      dependencies: [
        "DaemonAPI", "Endpoints", "Watch", "JSON",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .testTarget(name: "ExpositionTests", dependencies: ["Exposition"], swiftSettings: settings),
    .testTarget(
      name: "EndpointsTests",
      dependencies: [
        "Endpoints", "Exposition", "Watch", "JSON",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .testTarget(name: "SettingsTests", dependencies: ["Settings", "JSON", "Watch"], swiftSettings: settings),
    .testTarget(
      name: "SystemdTests", dependencies: ["Systemd", .product(name: "Logging", package: "swift-log")], swiftSettings: settings),
    .testTarget(
      name: "DogwatchDaemonTests",
      dependencies: [
        "DogwatchDaemon", "Systemd", "DockerEngine", "Ledger", "Endpoints", "Exposition", "Settings", "Watch", "Webhooks", "JSON",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: [.copy("Recordings")],
      swiftSettings: settings),
    .testTarget(
      name: "SimulatedEngineTests", dependencies: ["SimulatedEngine", "DockerEngine", "Watch", "JSON"],
      swiftSettings: settings),
    // The binary against a private dockerd, Prometheus and the toolchain's own readelf.
    .testTarget(name: "AcceptanceTests", dependencies: ["SimulatedEngine"], swiftSettings: settings),
  ]
)

if isFuzzing {
  package.targets.append(
    .executableTarget(
      name: "dogwatch-fuzz", dependencies: ["FuzzTargets"], path: "Fuzzing/Driver", swiftSettings: settings,
      // libFuzzer brings a `main` too.
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld", "-Xlinker", "--allow-multiple-definition"])]))
}
