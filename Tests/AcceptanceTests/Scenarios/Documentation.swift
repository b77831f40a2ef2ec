// Every command of the documentation, run as printed on the machine of somebody who reads it from the top.

import Foundation
import Testing

@Suite(
  .needsEngine, .needsBoot, .scenarioLane,
  .needs("docker", "curl", "openssl", "ss", "git", "promtool", "python3", "dpkg-deb", "dpkg-shlibdeps", "strip"))
struct Documentation {
  @Test func everyCommandRunsAsPrinted() async throws {
    let machine = try await NewcomersMachine()
    do {
      var reader = Reader(machine)
      for file in MarkdownFile.documentation { try await reader.read(try MarkdownFile(file)) }
      #expect(reader.seen == Set(Reader.Consequence.allCases), "more is known of what comes of a command than is printed")
      print("The documentation's commands: \(reader.performed) run, \(reader.passedOver.count) blocks not run")
      for line in reader.passedOver { print("  \(line)") }
    } catch {
      try await machine.dismantle()
      throw error
    }
    try await machine.dismantle()
  }
}

/// Goes through the pages and does what they say.
private struct Reader {
  let machine: NewcomersMachine
  private(set) var performed = 0
  private(set) var passedOver: [String] = []
  private(set) var seen: Set<Consequence> = []
  /// What was started and goes on in a terminal of its own.
  private var running: Endless?

  private struct Endless {
    var command: String
    var block: MarkdownFile.Block
    var process: NewcomersMachine.Running
  }

  init(_ machine: NewcomersMachine) {
    self.machine = machine
  }

  mutating func read(_ file: MarkdownFile) async throws {
    for block in file.blocks {
      if let running, running.block.section != block.section { try await interrupt() }
      if let reason = block.reasonNotRun {
        passedOver.append("\(block.place): \(block.lines.joined(separator: "; ")): \(reason)")
      } else if let commands = ShellBlock(block)?.commands {
        for command in commands { try await perform(command, of: block) }
      } else if block.language == "json" {
        try await configure(by: block)
      }
    }
    try await interrupt()
  }

  // MARK: Commands

  private mutating func perform(_ command: ShellBlock.Command, of block: MarkdownFile.Block) async throws {
    // What began in another block goes on beside this one.
    if running?.block.line == block.line { try await interrupt() }
    performed += 1
    let text = filledIn(command.text, of: block)
    if command.isEndless {
      running = Endless(command: text, block: block, process: try machine.start(text))
    } else {
      let (exit, output) = try await machine.run(text)
      #expect(isSuccess(exit, output, of: text), "\(block.place): \(text)\n\(exit)\n\(output)")
      let lines = output.split(separator: "\n").map(String.init)
      for shown in command.shown where !shown.isEmpty {
        #expect(
          lines.contains { ShellBlock.comparable($0) == ShellBlock.comparable(shown) },
          "\(block.place): \(text)\nis to say\n\(shown)\nand says\n\(output)")
      }
    }
    if let consequence = Consequence.allCases.first(where: { text.hasPrefix($0.rawValue) }), !seen.contains(consequence) {
      seen.insert(consequence)
      try await look(at: consequence)
    }
  }

  /// Words in capitals stand for the reader's own.
  private func filledIn(_ text: String, of block: MarkdownFile.Block) -> String {
    let name = block.file.hasSuffix("/DogwatchDeliveryFailing.md") ? "team" : "web"
    return text.replacing(/\bNAME\b/, with: name).replacing(/\bCOMMAND\b/, with: "true")
  }

  /// `grep` that finds none of the signs it looks for has done its work as well.
  private func isSuccess(_ exit: ChildProcess.Exit, _ output: String, of text: String) -> Bool {
    exit == .code(0) || exit == .code(1) && text.contains("| grep ") && output.isEmpty
  }

  private mutating func interrupt() async throws {
    guard let endless = running else { return }
    running = nil
    let code = try await endless.process.interrupt()
    // make and Python say that they were interrupted.
    let expected = endless.command.hasPrefix("dogwatch ") ? [0] : [2, 130]
    #expect(
      expected.contains(code ?? -1), "\(endless.block.place): \(endless.command)\n\(String(describing: code))\n\(endless.process.output)")
  }

  // MARK: Configurations

  /// Each is one without errors; the receivers of one that has some are sent a test message.
  private func configure(by block: MarkdownFile.Block) async throws {
    let webhooks = try JSONValue(parsing: Array(block.text.utf8))["webhooks"].array
    let path = webhooks.isEmpty ? "/etc/dogwatch/example.json" : "/etc/dogwatch/config.json"
    try await machine.system.write(block.text, to: path, mode: "0640", group: "docker")
    let commands = ["check-config \(path)"] + webhooks.map { "test-webhook \($0["name"].string ?? "")" }
    for command in commands {
      let (exit, output) = try await machine.run("cd /etc/dogwatch && dogwatch \(command)")
      #expect(exit == .code(0), "\(block.place): dogwatch \(command)\n\(output)")
    }
  }

  // MARK: What comes of them

  /// The beginning of a command of which more is to be seen than its exit code.
  enum Consequence: String, CaseIterable {
    case watching = "make run"
    case alert = "docker run --detach --name unlucky"
    case package = "sudo apt install"
    case recording = "dogwatch record"
    case replay = "dogwatch replay"
    case installation = "sudo make install"
    case receiver = "python3 examples/receiver.py"
    case hosts = "examples/twenty-hosts.sh"
  }

  private func look(at consequence: Consequence) async throws {
    switch consequence {
    case .watching:
      try await eventually("an answer of what `make run` started") {
        let answer = try await machine.run("curl -sSf http://127.0.0.1:9377/-/ready")
        guard answer.exit == .code(0) else { throw PrivateEngine.Trouble(what: "\(answer.output)\n\(running?.process.output ?? "")") }
        return true
      }
      for page in ["", "metrics"] {
        #expect(try await machine.run("curl -sf http://127.0.0.1:9377/\(page)").exit == .code(0))
      }
      #expect(try String(contentsOfFile: "\(machine.system.shared)/swift.log", encoding: .utf8) == "build --product dogwatch\n")
    case .alert:
      try await eventually("the alert in the channel\n\(machine.told)\n\(running?.process.output ?? "")") {
        machine.told.contains("unlucky used up its 2 restarts; Docker has given up")
      }
    case .package:
      #expect(try await machine.run("systemctl is-active dogwatch && systemctl is-enabled dogwatch").output == "active\nenabled\n")
      try await expectFiles(in: "/usr/share", "zsh/vendor-completions/_dogwatch")
      // Of whom the pages of alerts speak.
      let web = try await TestContainer("web", ContainerSpec(probe: ContainerSpec.Probe()), on: machine.system.engine)
      try await web.start()
      try await eventually("what the journal says of web") {
        try await machine.run("journalctl CONTAINER_NAME=web").output.contains("web: unhealthy")
      }
    case .recording:
      // The bad hour, and the configuration to try on it.
      let hapless = try await TestContainer("hapless", ContainerSpec(behaviour: .exits(3)), on: machine.system.engine)
      try await eventually("the head of a recording") { try await recording().contains("\n") }
      try await hapless.start()
      try await eventually("an exit in the recording") { try await recording().contains(#""die""#) }
      _ = try await machine.run("cp /etc/dogwatch/config.json config.json")
    case .replay:
      #expect(try await machine.run("cat expected.txt").output.contains("hapless  exited 3"))
    case .installation:
      try await expectFiles(in: "/usr/local/share", "zsh/site-functions/_dogwatch")
    case .receiver:
      try await eventually("a receiver that listens") { try await machine.run("ss -ltn").output.contains(":9378") }
    case .hosts:
      let (exit, output) = try await machine.run(
        "examples/twenty-hosts.sh .build/deb/dogwatch_*.deb /etc/dogwatch/config.json nowhere host1")
      #expect(exit == .code(1) && output.contains("host1: watching"), "\(output)")
      #expect(output.hasSuffix("failed: nowhere\n"), "\(output)")
    }
  }

  private func recording() async throws -> String { try await machine.run("cat bad-hour.ndjson").output }

  private func expectFiles(in share: String, _ zsh: String) async throws {
    for file in ["man/man8/dogwatch.8.gz", "man/man5/dogwatch.json.5.gz", "bash-completion/completions/dogwatch", zsh] {
      #expect(try await machine.run("test -s \(share)/\(file)").exit == .code(0), "\(share)/\(file)")
    }
  }
}
