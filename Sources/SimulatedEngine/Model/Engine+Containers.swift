// Who is there, and coming, going and being called something else.

public import Watch

extension Engine {
  /// All containers, the newest first, as the list shows them.
  var newestFirst: [Container] {
    containers.values.sorted { ($0.createdAt, $0.id.text) > ($1.createdAt, $1.id.text) }
  }

  /// Finds a container by name, id, or the beginning of an id.
  func find(_ reference: String) throws(Refusal) -> Container {
    if let found = ids[reference].flatMap({ containers[$0] }) ?? containers[ContainerID(reference)] { return found }
    if reference.utf8.count >= 12, let found = containers.values.first(where: { $0.id.text.hasPrefix(reference) }) { return found }
    throw .noSuchContainer(reference)
  }

  /// The names of all containers, sorted.
  public var names: [String] { ids.keys.sorted() }

  public func identifier(of reference: String) -> ContainerID? { try? find(reference).id }

  /// What it was created with.
  public func blueprint(of reference: String) -> Blueprint? { try? find(reference).blueprint }

  /// What inspect would say first.
  public func state(of reference: String) -> ContainerState? { try? find(reference).status }

  /// What inspect would say of its health; nil without a health check.
  public func health(of reference: String) -> Health? { try? find(reference).health?.status }

  /// How often its policy restarted it since the last start through the API.
  public func restartCount(of reference: String) -> Int? { try? find(reference).restartCount }

  /// `docker create`.
  @discardableResult
  public mutating func create(_ name: String, _ blueprint: Blueprint = Blueprint()) throws(Refusal) -> ContainerID {
    guard ids[name] == nil else { throw .conflict("Conflict. The container name \"/\(name)\" is already in use") }
    let container = Container(id: ContainerID(dice.hexadecimalID()), name: name, blueprint: blueprint, createdAt: now)
    containers[container.id] = container
    ids[name] = container.id
    emit("create", container)
    return container.id
  }

  /// `docker create` and `docker start`.
  public mutating func run(_ name: String, _ blueprint: Blueprint = Blueprint()) throws(Refusal) {
    try create(name, blueprint)
    try start(name)
  }

  /// `docker rename`.
  public mutating func rename(_ reference: String, to name: String) throws(Refusal) {
    var container = try find(reference)
    guard ids[name] == nil else { throw .conflict("Conflict. The container name \"/\(name)\" is already in use") }
    let old = container.name
    ids[old] = nil
    ids[name] = container.id
    container.name = name
    containers[container.id] = container
    emit("rename", container, ["oldName": "/" + old])
  }

  /// `docker rm`, with `force` `docker rm -f`.
  public mutating func remove(_ reference: String, force: Bool = false) throws(Refusal) {
    let container = try find(reference)
    if container.isAlive || container.status == .restarting, !force {
      throw .conflict(
        "You cannot remove a running container \(container.id.text). Stop the container before attempting removal or force remove")
    }
    guard container.isAlive else { return destroy(container.id) }
    containers[container.id]?.errand = .removal
    send(9, to: container.id)
  }

  mutating func destroy(_ id: ContainerID) {
    guard let container = containers.removeValue(forKey: id) else { return }
    ids[container.name] = nil
    emit("destroy", container)
  }

  /// Changes what a container's process is like; what it ends by is settled at its start.
  public mutating func reprogram(_ reference: String, _ change: (inout Program) -> Void) throws(Refusal) {
    let id = try find(reference).id
    if var program = containers[id]?.program {
      change(&program)
      containers[id]?.program = program
    }
  }
}
