// The door's answer: `OK`, and everything else in its headers.

import NIOCore
import NIOHTTP1

extension PingAnswer {
  init(_ answer: EngineAnswer) throws(EngineError) {
    let body = answer.body.readableBytesView
    if answer.body.withUnsafeReadableBytes({ EngineError.Problem.isHTML($0) }) { throw EngineError(.notAnEngine("a web page")) }
    guard let header = answer.headers.first(name: "Api-Version") else {
      throw EngineError(.notAnEngine("no Api-Version in its answer \"\(printableExcerpt(of: body, limit: 40))\""))
    }
    guard let newest = APIVersion(header) else {
      throw EngineError(.notAnEngine("its Api-Version is \"\(printableExcerpt(of: header.utf8, limit: 40))\""))
    }
    guard let version = APIVersion.negotiated(engineNewest: newest) else { throw EngineError(.apiTooOld(engineNewest: newest)) }
    self.init(
      apiVersion: version, engineNewestVersion: newest, libpodVersion: answer.headers.first(name: "Libpod-API-Version"),
      engineTime: answer.engineTime)
  }
}
