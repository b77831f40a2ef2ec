// Which address gives what (SPEC.md, HTTP).

import Exposition
import HTTPTypes
import JSON
import NIOCore
import Watch

/// Answers requests from memory.
struct Routes: Sendable {
  let sources: EndpointSources
  private let pages: Pages

  init(sources: EndpointSources) {
    self.sources = sources
    pages = Pages(sources: sources)
  }

  func answer(to request: HTTPRequest) async -> Answer {
    do throws(RequestFault) {
      guard request.method == .get || request.method == .head else { throw .methodNotAllowed(request.method) }
      return try await answer(to: RequestTarget(request.path ?? "/"), request.headerFields)
    } catch {
      let path = request.path ?? "/"
      return isForPerson(path, request.headerFields) ? compressible(pages.fault(error, at: path)) : .error(error)
    }
  }

  /// Whether a fault is told as a page: where pages are, and where a browser asks for something that is for no machine.
  private func isForPerson(_ path: String, _ headers: HTTPFields) -> Bool {
    if path.hasPrefix("/containers/") { return true }
    return ContentNegotiation.wantsPage(headers) && !["/api/", "/metrics", "/-/"].contains(where: path.hasPrefix)
  }

  private func answer(to target: RequestTarget, _ headers: HTTPFields) async throws(RequestFault) -> Answer {
    switch target.path {
    case [""]: return compressible(await pages.overview(target.query))
    case ["page.css"]: return compressible(Pages.style)
    case ["page.js"]: return compressible(Pages.script)
    case ["page.svg"]: return compressible(Pages.icon)
    case ["page.events"]: return .live
    case let path where path.count == 2 && path[0] == "containers":
      return compressible(try await pages.container(ContainerName(path[1])))
    case ["metrics"]: return metrics(headers)
    case ["-", "healthy"]: return healthy
    case ["-", "ready"]: return ready
    case ["api", "v1", "containers"]: return compressible(.json(.ok, containers))
    case ["api", "v1", "transitions"]: return compressible(.json(.ok, try await transitions(target.query)))
    case ["api", "v1", "alerts"]: return compressible(.json(.ok, alerts))
    case let path where path.count == 4 && path.starts(with: ["api", "v1", "containers"]):
      return compressible(.json(.ok, try container(ContainerName(path[3]))))
    default: throw .notFound("there is nothing at /\(target.path.joined(separator: "/")) (/ lists what there is)")
    }
  }

  // MARK: Probes

  private var healthy: Answer {
    sources.stall().map { .text(.serviceUnavailable, "not healthy: \($0)\n") } ?? .text(.ok, "healthy\n")
  }

  private var ready: Answer {
    sources.snapshot.current.isReady
      ? .text(.ok, "ready\n") : .text(.serviceUnavailable, "not ready: waiting for \(sources.waitingFor())\n")
  }

  // MARK: Metrics

  private func metrics(_ headers: HTTPFields) -> Answer {
    let format = ContentNegotiation.format(headers)
    let scrape = Scrape(format, sources.snapshot.current, sources.metrics)
    var answer = Answer(.ok, contentType: format.contentType, AnswerBody(scrape))
    answer.headers[.vary] = "Accept"
    return compressible(answer)
  }

  // MARK: API

  private var containers: AnswerBody {
    var rows = JSONRows("containers")
    let showsProbeOutput = sources.showsProbeOutput.isSet
    for view in sources.snapshot.current.views { rows.append { ContainerJSON.write(view, showsProbeOutput: showsProbeOutput, to: &$0) } }
    return rows.end(member: "engineUp", sources.metrics.current.isEngineUp)
  }

  private func container(_ name: ContainerName) throws(RequestFault) -> AnswerBody {
    guard let view = sources.snapshot.current.view(of: name) else { throw .notFound("there is no container \"\(name)\"") }
    var json = JSONWriter()
    ContainerJSON.write(view, showsProbeOutput: sources.showsProbeOutput.isSet, to: &json)
    json.endLine()
    return AnswerBody(json.bytes)
  }

  private func transitions(_ query: [RequestTarget.QueryItem]) async throws(RequestFault) -> AnswerBody {
    let result = await sources.rows(try TransitionQuery(query, now: sources.now()))
    var rows = JSONRows("transitions")
    for row in result.rows { rows.append { $0.raw(row) } }
    return rows.end(member: "next", result.next)
  }

  private var alerts: AnswerBody {
    var rows = JSONRows("alerts")
    for alert in sources.alerts.current { rows.append { AlertJSON.write(alert, to: &$0) } }
    return rows.end()
  }

  private func compressible(_ answer: Answer) -> Answer {
    var answer = answer
    answer.isCompressible = true
    answer.headers[.vary] = answer.headers[.vary].map { $0 + ", Accept-Encoding" } ?? "Accept-Encoding"
    return answer
  }
}
