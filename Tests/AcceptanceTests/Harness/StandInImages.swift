// The images that `examples/` pulls, made of what is here: nothing can be pulled in a test.

import Foundation
import Testing

/// Images under the names that the examples ask for, on a private engine.
struct StandInImages {
  let engine: PrivateEngine

  /// Those of the Dockerfile: in the first `swift build` has built already, in the second `apt-get` has been.
  func makeForDockerfile() async throws {
    let release = Repository.releasedDogwatch
    try #require(FileManager.default.isExecutableFile(atPath: release), "no release binary at \(release): `make test` builds it")
    let bases = try names(in: "Dockerfile", /(?m)^FROM (\S+)/)
    try #require(bases.count == 2)
    try await run(
      """
      mkdir "$1"
      cd "$1"
      cp "$2" dogwatch
      printf '#!/bin/sh\\nbusybox mkdir -p .build/release && busybox cp /dogwatch .build/release\\n' >swift
      printf '#!/bin/sh\\n' >apt-get
      cp apt-get strip
      chmod +x swift apt-get strip
      printf 'FROM box\\nCOPY dogwatch /\\nCOPY swift apt-get strip /bin/\\n' | docker build --quiet --tag "$3" --file - .
      tar -C "$5" --exclude=./usr/share --exclude=./var/lib --exclude=./var/cache --create . | docker import - root
      printf 'FROM root\\nCOPY apt-get /usr/local/bin/\\n' | docker build --quiet --tag "$4" --file - .
      """, ["\(engine.folder)/image", release] + bases + [BootedSystem.root])
  }

  /// The proxy of the compose file: Debian's haproxy and the libraries it links, started as the official image starts it.
  func makeForProxy() async throws {
    let image = try #require(try names(in: "compose.yml", /image: (haproxy:\S+)/).first)
    try await run(
      """
      mkdir -p "$1/etc"
      echo root:x:0:0::/:/bin/sh >"$1/etc/passwd"
      haproxy=$(PATH=$PATH:/usr/sbin command -v haproxy)
      cp --parents "$haproxy" $(ldd "$haproxy" | grep -o '/[^ ]*') "$1"
      tar -C "$1" --create . |
        docker import --change "ENTRYPOINT [\\"$haproxy\\", \\"-W\\", \\"-db\\", \\"-f\\", \\"/usr/local/etc/haproxy/haproxy.cfg\\"]" - "$2"
      """, ["\(engine.folder)/haproxy", image])
  }

  /// What stands in a file of `examples/` where the pattern has its group.
  private func names(in file: String, _ pattern: Regex<(Substring, Substring)>) throws -> [String] {
    try String(contentsOfFile: "\(Repository.root)/examples/\(file)", encoding: .utf8).matches(of: pattern).map { String($0.1) }
  }

  /// A script of bash in the root of the repository, with Docker's commands for the engine; what it printed.
  @discardableResult
  func run(_ script: String, _ arguments: [String] = []) async throws -> String {
    // The other builder is a program of its own, which may not be there.
    let environment = Dogwatch.environment(adding: ["DOCKER_HOST": engine.host, "DOCKER_BUILDKIT": "0"])
    let result = try await ChildProcess.run(
      "bash", ["-c", "set -euo pipefail\ncd \(Repository.root)\n\(script)", "bash"] + arguments, environment: environment)
    guard result.exit == .code(0) else { throw PrivateEngine.Trouble(what: result.output) }
    return result.output
  }
}
