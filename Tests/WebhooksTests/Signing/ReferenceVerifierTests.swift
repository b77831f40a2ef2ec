// Signatures of real requests, verified by Python's `standardwebhooks`. `make test` installs it; without it these fail.

import Foundation
import Testing
import Watch

@testable import Webhooks

@Suite struct ReferenceVerifierTests {
  /// What `standardwebhooks` says about a request: `ok`, or why not.
  private func verdict(_ request: FakeRequest, secret: String) throws -> String {
    let program = """
      import json, sys
      from standardwebhooks import Webhook
      given = json.load(sys.stdin)
      try:
        Webhook(given["secret"]).verify(given["body"], given["headers"])
        print("ok")
      except Exception as error:
        print(type(error).__name__, error)
      """
    let own = Repository.root.appending(path: ".build/venv/bin/python3").path
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [FileManager.default.isExecutableFile(atPath: own) ? own : "python3", "-c", program]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let given: [String: Any] = ["secret": secret, "body": request.text, "headers": request.headers]
    try input.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: given))
    try input.fileHandleForWriting.close()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test(arguments: [ReceiverFormat.alertmanager, .slack, .pagerduty, .ntfy]) func referenceAcceptsTheSignature(format: ReceiverFormat)
    async throws
  {
    let secret = "whsec_" + Data((0..<32).map { UInt8($0 * 7) }).base64EncodedString()
    let receiver = try await FakeReceiver()
    var settings = try ReceiverSettings.test(receiver.url("/topic"), format: format)
    settings.signingSecret = try SigningSecret(text: secret + "\n")
    settings.routingKey = SecretText("key")
    let bodies = format.bodies(for: Sample.hostile, in: GoldenBodiesTests.context)
    try await withCourier(settings) { courier, results in
      courier.offer([Delivery(number: 1, id: "msg_1", createdAt: hostClocks().time, bodies: bodies)])
      try await eventually("it is delivered") { results.isDelivered(1) }
    }
    let request = try #require(receiver.requests.first)
    #expect(try verdict(request, secret: secret) == "ok")
    var forged = request
    forged.body.append(UInt8(ascii: " "))
    #expect(try verdict(forged, secret: secret).hasPrefix("WebhookVerificationError"))
    await receiver.stop()
  }
}
