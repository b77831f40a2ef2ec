// The machine of somebody who has Docker, a Swift toolchain, git and make, has cloned the repository, and begins to read.

import Foundation
import Testing

/// A booted system that knows nothing of Dogwatch. Of what a fresh machine would have, these are stand-ins: programs are this machine's own; `sudo`
/// does as it is told, since everybody is root; `swift build` has built what these tests were given; `docker.service` is a unit that sleeps, for
/// the engine is outside; and behind the names of receivers on the internet a server on the loopback takes whatever it is sent.
final class NewcomersMachine: Sendable {
  let system: BootedSystem
  private let internet: ChildProcess

  /// The clone, as the machine sees it.
  static let clone = "/shared/dogwatch"

  /// Names that lead to the stand-in for the internet, on ports 443 and 8443.
  private static let receivers = [
    "hooks.slack.com", "discord.com", "prod-00.westeurope.logic.azure.com", "ntfy.sh", "events.pagerduty.com", "hooks.internal",
    "chat.internal",
  ]

  init() async throws {
    system = try await BootedSystem(installing: false, binds: ["--bind-ro=/usr:/host/usr"])
    do {
      internet = try await Self.furnish(system)
    } catch {
      try await system.dismantle()
      throw error
    }
  }

  func dismantle() async throws {
    internet.signal(SIGKILL)
    try await internet.waitForExit()
    try await system.dismantle()
  }

  private static func furnish(_ system: BootedSystem) async throws -> ChildProcess {
    try clone(to: system.shared)
    try await makeCertificate(in: system.shared)
    try server.write(toFile: "\(system.shared)/internet.py", atomically: true, encoding: .utf8)
    try furniture.write(toFile: "\(system.shared)/furnish.sh", atomically: true, encoding: .utf8)
    let perl = try await ChildProcess.run("/usr/bin/perl", ["-e", #"print join ":", map "/host$_", grep m{^/usr}, @INC"#]).output
    let docker = Requirements.place(of: "docker") ?? "/usr/bin/docker"
    try await system.check("PERL5LIB=\(perl) bash /shared/furnish.sh \(docker) \(receivers.joined(separator: " "))")
    try await system.giveToDocker(system.engine.socket)
    // What a pull would bring.
    try await system.check("docker tag box busybox")
    let server = try system.startOutside(
      "/usr/bin/python3", ["\(system.shared)/internet.py", system.shared], log: "\(system.shared)/internet.log")
    try await eventually("a server behind the names of the internet") { try await system.run("ss -ltn").contains(":8443") }
    return server
  }

  /// What is in the repository and the binary under test as what `swift build` leaves.
  private static func clone(to shared: String) throws {
    let clone = "\(shared)/dogwatch"
    let files = FileManager.default
    for name in ["debug", "release"] { try files.createDirectory(atPath: "\(clone)/.build/\(name)", withIntermediateDirectories: true) }
    for name in try files.contentsOfDirectory(atPath: Repository.root) where !name.hasPrefix(".") && name != "Tests" && name != "Sources" {
      try files.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(clone)/\(name)")
    }
    try files.copyItem(atPath: Repository.dogwatch, toPath: "\(clone)/.build/release/dogwatch")
    try files.createSymbolicLink(atPath: "\(clone)/.build/debug/dogwatch", withDestinationPath: "../release/dogwatch")
  }

  private static func makeCertificate(in folder: String) async throws {
    let names = receivers.map { "DNS:\($0)" }.joined(separator: ",")
    let (exit, output) = try await ChildProcess.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=internet",
        "-addext", "subjectAltName=\(names)", "-keyout", "\(folder)/internet.key", "-out", "\(folder)/internet.pem",
      ])
    guard exit == .code(0) else { throw PrivateEngine.Trouble(what: "openssl: \(output)") }
  }

  /// What runs in there: the path of docker, then names of receivers.
  private static let furniture = #"""
    set -euo pipefail
    docker=$1
    shift
    # With the libraries they are used to, of which nobody hears whom they start.
    loader="$(echo /lib*/ld-linux*) --library-path /host/usr/lib/$(uname -m)-linux-gnu"
    lend() { # PROGRAM HOW [VARIABLE=VALUE]
      printf '#!/bin/sh\n%s exec %s /host%s "$@"\n' "${3-}" "$2" "$1" >"/usr/local/bin/${1##*/}"
    }
    for program in curl openssl ss make strip objdump readelf; do lend "/usr/bin/$program" "$loader"; done
    lend /usr/bin/git "$loader" GIT_EXEC_PATH=/host/usr/lib/git-core
    lend /usr/bin/python3 "$loader" PYTHONHOME=/host/usr
    lend /usr/bin/dpkg-shlibdeps perl "PERL5LIB=$PERL5LIB"
    # Those of Go may have no loader.
    for program in "$docker" /usr/bin/promtool; do lend "$program" ""; done
    printf '#!/bin/sh\nexec "$@"\n' >/usr/local/bin/sudo
    printf '#!/bin/sh\necho "$*" >>/shared/swift.log\n' >/usr/local/bin/swift
    # Every host there is is this one, but for `nowhere`.
    cat >/usr/local/bin/scp <<'END'
    #!/bin/bash
    [[ $* != *@nowhere* ]] || exit 255
    to=${!#}
    cp "${@: -2:1}" "/root/${to##*:}"
    END
    cat >/usr/local/bin/ssh <<'END'
    #!/bin/bash
    [[ $* != *@nowhere* ]] || exit 255
    cd /root && exec bash -c "${!#}"
    END
    chmod 0755 /usr/local/bin/*
    # What `scripts/setup build` looks for.
    mkdir -p /usr/include/systemd
    touch /usr/include/zlib.h /usr/include/sqlite3.h /usr/include/systemd/sd-daemon.h

    groupadd --system docker
    mkdir -p /var/lib/docker
    ln -s /engine/docker.sock /run/docker.sock
    printf '[Service]\nExecStart=/bin/sleep infinity\n' >/run/systemd/system/docker.service
    systemctl daemon-reload
    systemctl start docker

    printf '127.0.0.1 localhost %s\n' "$*" >>/etc/hosts
    mkdir -p /etc/ssl/certs
    cp /shared/internet.pem /etc/ssl/certs/ca-certificates.crt
    cp /shared/internet.pem /etc/ssl/own-ca.pem
    """#

  /// Answers as the receivers do, and writes down what it is told.
  private static let server = #"""
    import http.server, json, ssl, sys, threading

    folder = sys.argv[1]
    answers = {"hooks.slack.com": (200, b"ok"), "discord.com": (204, b""), "events.pagerduty.com": (202, b"{}")}

    class Receiver(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            host = self.headers["Host"].split(":")[0]
            with open(folder + "/told.ndjson", "a") as file:
                file.write(json.dumps({"host": host, "path": self.path, "body": json.loads(body)}) + "\n")
            status, answer = answers.get(host, (200, b""))
            self.send_response(status)
            if status != 204: self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/internet.pem", folder + "/internet.key")
    for port in 443, 8443:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever).start()
    """#

  // MARK: What happens there

  /// What the receivers have been told, a line each.
  var told: String { (try? String(contentsOfFile: "\(system.shared)/told.ndjson", encoding: .utf8)) ?? "" }

  /// What a command line printed and how it ended, in the clone. Each part of a pipe counts.
  func run(_ command: String) async throws -> (exit: ChildProcess.Exit, output: String) {
    try await system.execute("cd \(Self.clone)\n\(command)", options: ["-e", "-o", "pipefail"])
  }

  /// Starts what runs until somebody ends it.
  func start(_ command: String) throws -> Running {
    let log = "\(system.shared)/running-\(UUID().uuidString)"
    let name = log.split(separator: "/").last ?? ""
    // The shell outlives what it runs, to say how that ended.
    let process = try system.start("cd \(Self.clone); trap : INT; (\(command)\n); echo $? >/shared/\(name).code", log: log)
    return Running(process: process, log: log)
  }

  /// A command that a person has started in a terminal.
  struct Running: Sendable {
    let process: ChildProcess
    let log: String

    var output: String { (try? process.output) ?? "" }

    /// Ctrl-C: SIGINT to all of them. Returns the exit code.
    func interrupt() async throws -> Int? {
      kill(-process.pid, SIGINT)
      let code = try await eventually(
        "an end after Ctrl-C\n\(output)", read: { try String(contentsOfFile: "\(log).code", encoding: .utf8) },
        until: { $0.hasSuffix("\n") })
      try await process.waitForExit()
      return Int(code.dropLast())
    }
  }
}
