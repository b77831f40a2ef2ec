// The unit files as they are, without a systemd that runs.

import Foundation
import Testing

@Suite struct UnitFiles {
  private static func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(Repository.root)/systemd/\(file)", encoding: .utf8)
  }

  @Test(.needs("systemd-analyze"), arguments: ["dogwatch.service", "dogwatch@.service"])
  func exposureIsLow(_ file: String) async throws {
    let (exit, output) = try await ChildProcess.run(
      "systemd-analyze", ["security", "--no-pager", "--offline=true", "--threshold=15", "\(Repository.root)/systemd/\(file)"])
    #expect(exit == .code(0), "\(output)")
    let level = try #require(output.firstMatch(of: /exposure level for .*: ([0-9.]+)/), "\(output)")
    #expect(try #require(Double(level.1)) <= 1.5)
  }

  /// What one of them gains, the other must not lack.
  @Test func bothUnitsDifferOnlyInWhatTheyRunAndKeep() throws {
    func settings(_ file: String) throws -> [String] {
      try Self.text(file).split(separator: "\n").map(String.init).filter { line in
        !line.hasPrefix("#") && !["ExecStart=", "StateDirectory=", "Description="].contains { line.hasPrefix($0) }
      }
    }
    #expect(try settings("dogwatch.service") == settings("dogwatch@.service"))
    let template = try Self.text("dogwatch@.service")
    #expect(template.contains("--config /etc/dogwatch/%i.json\n") && template.contains("\nStateDirectory=dogwatch-%i\n"))
  }

  /// A watcher that goes down with the engine, or stays down, is none.
  @Test func nothingTiesItToTheEnginesFate() throws {
    let lines = try Self.text("dogwatch.service").split(separator: "\n")
    #expect(!lines.contains { $0.hasPrefix("Requires=") || $0.hasPrefix("BindsTo=") || $0.hasPrefix("PartOf=") })
    for line in [
      "Type=notify", "Restart=on-failure", "RestartSec=5s", "StartLimitIntervalSec=0", "RestartPreventExitStatus=78",
      "ExecReload=/bin/kill -HUP $MAINPID", "Wants=docker.service", "DynamicUser=yes", "SupplementaryGroups=docker",
      "ProtectSystem=strict", "CapabilityBoundingSet=", "MemoryDenyWriteExecute=yes", "LimitCORE=0",
    ] { #expect(lines.contains(line[...]), "\(line)") }
    #expect(lines.contains { $0.hasPrefix("After=docker.service") })
  }

  @Test(.needs("make", "install", "strip", "python3")) func whatInstallPutsThereUninstallTakesAway() async throws {
    let folder = try TemporaryFolder()
    func files() throws -> Set<String> {
      Set((FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).filter { $0.contains("dogwatch") })
    }
    try await Installation.install(to: folder.path, prefix: "/opt/watch")
    let base = "opt/watch"
    let found = try files()
    #expect(
      found.isSuperset(of: [
        "\(base)/bin/dogwatch", "\(base)/lib/systemd/system/dogwatch.service", "\(base)/lib/systemd/system/dogwatch@.service",
        "\(base)/lib/sysusers.d/dogwatch.conf", "\(base)/share/doc/dogwatch/dropins/podman.conf",
        "\(base)/share/doc/dogwatch/config.example.json", "etc/dogwatch", "\(base)/share/man/man8/dogwatch.8.gz",
        "\(base)/share/man/man5/dogwatch.json.5.gz", "\(base)/share/bash-completion/completions/dogwatch",
        "\(base)/share/zsh/site-functions/_dogwatch", "\(base)/share/fish/vendor_completions.d/dogwatch.fish",
      ]), "\(found)")
    for unit in ["dogwatch", "dogwatch@"] {
      let text = try String(contentsOfFile: "\(folder.path)/\(base)/lib/systemd/system/\(unit).service", encoding: .utf8)
      #expect(text.contains("\nExecStart=/opt/watch/bin/dogwatch run"))
    }
    try await Installation.uninstall(from: folder.path, prefix: "/opt/watch")
    #expect(try files() == [])
  }

  @Test func configurationOutlivesAnUninstall() async throws {
    let folder = try TemporaryFolder()
    try await Installation.install(to: folder.path)
    let file = "\(folder.path)/etc/dogwatch/config.json"
    try "{}".write(toFile: file, atomically: true, encoding: .utf8)
    try await Installation.uninstall(from: folder.path)
    #expect(FileManager.default.fileExists(atPath: file))
  }
}
