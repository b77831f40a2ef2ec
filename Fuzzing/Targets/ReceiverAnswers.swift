// What receivers of webhooks answer.

import Dispatch
import Synchronization
import Watch
import Webhooks

enum ReceiverAnswers {
  private static let answer = Mutex<[UInt8]>([])

  /// A receiver that says to each request what `answer` holds, and closes.
  private static let settings: ReceiverSettings = {
    let (listener, port) = LocalSocket.listening()
    DispatchQueue.global().async {
      while true {
        let connection = listener.accepted()
        _ = connection.receive(seconds: 5) { $0.contains(0x0A) }
        let bytes = answer.withLock { $0 }
        bytes.withUnsafeBytes { connection.send($0) }
        connection.endSending()
        _ = connection.receive(seconds: 5)
        connection.end()
      }
    }
    guard let url = try? ReceiverURL(parsing: "http://127.0.0.1:\(port)/secret-path") else { fatalError("no URL") }
    return ReceiverSettings(name: "team", format: .slack, url: url, timeout: .seconds(5))
  }()

  @Sendable static func run(_ bytes: UnsafeRawBufferPointer) {
    let delivery = TestDelivery(settings, host: "box", context: ReceiverContext(), time: Timestamp(seconds: 1_767_323_045))
    answer.withLock { $0 = Array(bytes) }
    let arrival = Arrival(time: Timestamp(seconds: 1_767_323_045), uptime: Uptime(nanoseconds: 1_000_000_000_000))
    let found = waitFor { try? await delivery.send(version: "0", now: { arrival }) }
    guard let found else { return }
    precondition(found.isAccepted == (found.status.map { (200..<300).contains($0) } ?? false), "accepted, and not by its status")
    precondition(!found.excerpt.contains("\n"), "an excerpt of two lines")
    precondition(!found.excerpt.contains("secret-path") && found.problem?.contains("secret-path") != true, "a secret is shown")
  }
}
