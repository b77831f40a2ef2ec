// Bodies that users write.

import JSON
import Testing
import Watch

@testable import Webhooks

@Suite struct CustomBodyTests {
  private func problems(_ text: String) throws -> [String] {
    CustomBody.problems(in: try JSONValue(parsing: Array(text.utf8))).map { "\($0.path): \($0.reason)" }
  }

  @Test func everyWrongStringIsNamedWithItsPathAndWhatWasMeant() throws {
    let problems = try problems(
      #"{"a": "{{sumary}}", "b": ["{{labels.name}}", {"c": "x {{name}} y {{labels.nam}}"}], "d": "{{ exit_code }}", "e": "{{summary", "f": "{{LABELS.Image}}", "g": "{{nonsense}}"}"#
    )
    #expect(problems.count == 7)
    #expect(problems[0] == ".a: unknown placeholder {{sumary}} (did you mean {{summary}}?)")
    #expect(problems[1] == ".b[1].c: unknown placeholder {{name}} (did you mean {{labels.name}}?)")
    #expect(problems[2] == ".b[1].c: unknown placeholder {{labels.nam}} (did you mean {{labels.name}}?)")
    #expect(problems[3] == ".d: unknown placeholder {{exit_code}} (did you mean {{annotations.exit_code}}?)")
    #expect(problems[4] == ".e: \"{{\" without \"}}\" (a placeholder is written {{summary}})")
    #expect(problems[5] == ".f: unknown placeholder {{LABELS.Image}} (did you mean {{labels.image}}?)")
    #expect(problems[6].hasPrefix(".g: unknown placeholder {{nonsense}} (allowed: summary, description, status, "))
  }

  @Test func aBodyWithProblemsIsRefusedAndOneWithoutIsTaken() throws {
    let wrong = try JSONValue(parsing: Array(#"["{{x}}"]"#.utf8))
    #expect(throws: CustomBodyError.self) { try CustomBody(wrong) }
    let right = try JSONValue(parsing: Array(#""{{ summary }}""#.utf8))
    let body = try CustomBody(right).body(for: Sample.one, in: ReceiverContext())
    #expect(try JSONTree(body.bytes).string == "shop/web-1 is unhealthy: 3 probes failed, last said \"connection refused\"")
  }

  @Test func everyPlaceholderIsFilled() throws {
    for placeholder in Placeholder.all {
      let body = try CustomBody(try JSONValue(parsing: Array(#""<{{\#(placeholder.name)}}>""#.utf8))).body(
        for: Sample.one, in: GoldenBodiesTests.context)
      #expect(try !#require(JSONTree(body.bytes).string).contains("{{"), "\(placeholder)")
    }
  }
}
