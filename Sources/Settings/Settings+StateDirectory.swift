// Where what outlives the process is kept.

extension Settings.State {
  /// `state.directory`, else systemd's `$STATE_DIRECTORY` (the first, systemd.exec(5)), else `$XDG_STATE_HOME/dogwatch` or what that
  /// stands for (XDG Base Directory Specification); nil when there is not even a home.
  public func directory(environment: [String: String]) -> String? {
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    if let directory { return directory }
    if let given = variable("STATE_DIRECTORY") { return String(given.prefix { $0 != ":" }) }
    if let folder = variable("XDG_STATE_HOME") { return folder + "/dogwatch" }
    return variable("HOME").map { $0 + "/.local/state/dogwatch" }
  }
}
