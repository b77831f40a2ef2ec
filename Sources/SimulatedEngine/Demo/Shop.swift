// The little shop of `dogwatch run --demo`.

import Watch

/// Compose services of a shop that sells nothing.
public enum Shop {
  public static let web = "shop-web-1"
  static let api = "shop-api-1"
  static let worker = "shop-worker-1"
  static let database = "shop-db-1"
  static let cache = "shop-cache-1"
  static let mailer = "shop-mailer-1"
  static let migration = "shop-migrate-1"

  /// An engine on which the shop has been running for a while, all healthy.
  public static func open() throws(Refusal) -> Engine {
    let now = Timestamp.present
    var engine = Engine(now: now.advanced(by: -600 * second), identity: Engine.Identity(name: "demo"), seed: 9377)
    try engine.run(database, service("db", image: "postgres:17", .unlessStopped, check: Healthcheck(interval: second, retries: 3)))
    try engine.run(cache, memory(service("cache", image: "valkey:8", .always)))
    try engine.run(api, service("api", image: "shop/api:4.2", .unlessStopped, check: Healthcheck(interval: second, retries: 2)))
    try engine.run(web, storefront)
    try engine.run(worker, service("worker", image: "shop/worker:4.2", .always))
    try engine.run(mailer, service("mailer", image: "shop/mailer:1.9", .onFailure(maximumRetryCount: 3)))
    engine.advance(to: now)
    _ = engine.takeEvents()
    return engine
  }

  static let second: Int64 = 1_000_000_000

  static var storefront: Blueprint {
    service("web", image: "shop/web:4.2", .unlessStopped, check: Healthcheck(interval: second, retries: 2))
  }

  static func service(_ name: String, image: String, _ policy: RestartPolicy, check: Healthcheck? = nil) -> Blueprint {
    Blueprint(
      image: image, command: ["/app/\(name)"], policy: policy,
      labels: [
        "com.docker.compose.project": "shop", "com.docker.compose.service": name, "com.docker.compose.container-number": "1",
        "com.docker.compose.oneoff": "False",
      ], healthcheck: check, program: .graceful)
  }

  private static func memory(_ blueprint: Blueprint) -> Blueprint {
    var blueprint = blueprint
    blueprint.memoryLimit = 256 << 20
    return blueprint
  }
}
