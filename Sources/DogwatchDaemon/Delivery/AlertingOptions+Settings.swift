// From what a person set about alerts and webhooks to what is needed for them.

import Glibc
public import Settings
import Watch
public import Webhooks

extension AlertingOptions {
  /// Throws what only shows when the parts are put together: a signing secret that is none, a placeholder that does not exist.
  public init(_ settings: Settings, environment: [String: String]) throws(SettingsErrors) {
    var webhooks: [Webhook] = []
    var errors: [SettingsError] = []
    for (index, webhook) in settings.webhooks.enumerated() {
      do throws(SettingsErrors) {
        webhooks.append(Webhook(receiver: try ReceiverSettings(webhook, at: "webhooks[\(index)]"), maxAge: webhook.maxAge.nanoseconds))
      } catch {
        errors += error.errors
      }
    }
    guard errors.isEmpty else { throw SettingsErrors(errors) }
    var alerts = settings.alerts
    alerts.host = settings.host
    self.init(
      alerts: alerts, webhooks: webhooks, context: ReceiverContext(externalURL: settings.http.externalURL),
      proxies: ProxyRules(environment: environment), heartbeat: try settings.heartbeat.map(Self.heartbeat), machineName: Self.machineName)
  }

  private static func heartbeat(_ heartbeat: Settings.Heartbeat) throws(SettingsErrors) -> Heartbeat {
    Heartbeat(url: try ReceiverURL(heartbeat.url, at: "heartbeat.url"), interval: heartbeat.interval)
  }

  /// gethostname(2).
  private static var machineName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return bytes.isEmpty ? "localhost" : String(decoding: bytes, as: UTF8.self)
  }
}

extension ReceiverSettings {
  /// The receiver of an entry of `webhooks`, which stands at that path.
  public init(_ webhook: Settings.Webhook, at path: String) throws(SettingsErrors) {
    self.init(
      name: webhook.name, format: try ReceiverFormat(webhook, at: path), url: try ReceiverURL(webhook.url, at: "\(path).url"),
      headers: webhook.headers.map { ReceiverHeader(name: $0.name, value: SecretText($0.value.revealed)) },
      signingSecret: try webhook.signingSecret.map { secret throws(SettingsErrors) in try Self.signingSecret(secret, at: path) },
      routingKey: webhook.routingKey.map { SecretText($0.revealed) }, authorities: webhook.ca, timeout: webhook.timeout)
  }

  private static func signingSecret(_ secret: Secret, at path: String) throws(SettingsErrors) -> SigningSecret {
    do throws(SigningSecretError) {
      return try SigningSecret(text: secret.revealed)
    } catch {
      throw SettingsErrors([SettingsError(path: "\(path).signingSecretFile", message: "\(error)")])
    }
  }
}

extension ReceiverURL {
  fileprivate init(_ url: SecretURL, at path: String) throws(SettingsErrors) {
    do throws(ReceiverURLError) {
      try self.init(parsing: url.revealed)
    } catch {
      throw SettingsErrors([SettingsError(path: path, message: "\(error)")])
    }
  }
}

extension ReceiverFormat {
  fileprivate init(_ webhook: Settings.Webhook, at path: String) throws(SettingsErrors) {
    switch webhook.format {
    case .alertmanager: self = .alertmanager
    case .slack: self = .slack
    case .discord: self = .discord
    case .teams: self = .teams
    case .ntfy: self = .ntfy
    case .pagerduty: self = .pagerduty
    case .custom:
      guard let body = webhook.body else {
        throw SettingsErrors([SettingsError(path: "\(path).body", message: "missing (any JSON, with placeholders such as {{summary}})")])
      }
      do throws(CustomBodyError) {
        self = .custom(try CustomBody(body.tree))
      } catch {
        throw SettingsErrors(
          error.problems.map { SettingsError(path: "\(path).body\($0.path)", message: "\($0.reason)", position: $0.position) })
      }
    }
  }
}
