// `dogwatch test-webhook`: whether messages arrive.

import ArgumentParser
import DogwatchDaemon
import Settings
import Terminal
import Webhooks

/// Sends one test alert to a webhook, as the daemon would, and prints what its receiver answered.
struct TestWebhook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Send a test alert to a webhook, and print the answer.",
    discussion: "The webhook is one of the configuration; nothing else is sent, and the running daemon is not asked.")

  @Argument(help: "The webhook's name.")
  var name: String

  @OptionGroup var configurationOptions: ConfigurationOptions

  func run() async throws {
    let environment = Environment.variables
    let options = try alerting(environment)
    guard let webhook = options.webhooks.first(where: { $0.receiver.name == name }) else {
      let names = options.webhooks.map(\.receiver.name)
      let known = names.isEmpty ? "the configuration has no webhooks" : "the configuration has \(names.joined(separator: ", "))"
      StandardError.print("no webhook is named \"\(name)\" (\(known))")
      throw ExitCode.badConfiguration
    }
    do {
      let answer = try await options.test(webhook)
      print(words(answer))
      if !answer.isAccepted { throw ExitCode.failure }
    } catch let error as ReceiverError {
      StandardError.print("\(error)")
      throw ExitCode.badConfiguration
    }
  }

  private func alerting(_ environment: [String: String]) throws -> AlertingOptions {
    do throws(SettingsErrors) {
      return try AlertingOptions(try configurationOptions.read(environment).settings, environment: environment)
    } catch {
      StandardError.print(error.description)
      throw ExitCode.badConfiguration
    }
  }

  private func words(_ answer: TestDelivery.Answer) -> String {
    let time = "after \(TransitionLine.length(Double(answer.nanoseconds) / 1e9))"
    if let problem = answer.problem { return "not accepted \(time): \(TransitionLine.printable(problem))" }
    let said = answer.excerpt.isEmpty ? "" : ", and said: \(TransitionLine.printable(answer.excerpt))"
    return "accepted \(time) with \(answer.status.map(String.init) ?? "no status")\(said)"
  }
}
