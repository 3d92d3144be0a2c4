import Common
import Evaluation
import Testing

@Suite struct EvaluationFileTests {
  @Test func queriesKeepTheirOrderAndTakeNumbersAsIds() throws {
    let text = "{\"_id\": \"7\", \"text\": \"one\"}\r\n\n{\"_id\": 3, \"text\": \"two\", \"metadata\": {}}\n"
    let queries = try EvaluationQuery.reading(jsonLines: Array(text.utf8), file: "q.jsonl")
    #expect(queries == [EvaluationQuery(id: "7", text: "one"), EvaluationQuery(id: "3", text: "two")])
  }

  @Test(arguments: [
    ("{\"_id\": \"1\"}", "q.jsonl:1: error: expected a string 'text', got none [evaluation-file]"),
    ("\n{\"text\": \"x\"}", "q.jsonl:2: error: expected a string '_id', got none [evaluation-file]"),
    (
      "{\"_id\":\"1\",\"text\":\"x\"}\n{\"_id\":\"1\",\"text\":\"y\"}",
      "q.jsonl:2: error: expected ids that differ, got '1' again [evaluation-file]"
    ),
    ("{", "q.jsonl:1: error: expected a JSON object, got the end of the text at byte 1 [evaluation-file]"),
  ])
  func aQueryLineThatIsWrongIsNamed(text: String, message: String) {
    let error = #expect(throws: EvaluationError.self) {
      try EvaluationQuery.reading(jsonLines: Array(text.utf8), file: "q.jsonl")
    }
    #expect(error?.diagnostics.map(\.rendered) == [message])
  }

  @Test func aRunIsWrittenInTheLayoutOfTrec() throws {
    let run = Run(
      tag: "almanac",
      rankings: [
        .init(query: "1", entries: [.init(document: "d 2", score: 1.5), .init(document: "d1", score: 0.1)]),
        .init(query: "2", entries: [.init(document: "d1", score: -3)]),
      ])
    let text = String(decoding: run.serialized, as: UTF8.self)
    #expect(text == "1 Q0 d%202 1 1.5 almanac\n1 Q0 d1 2 0.1 almanac\n2 Q0 d1 1 -3.0 almanac\n")
    var read = try Run.reading(run.serialized, file: "r")
    #expect(read.rankings[0].entries[0].document == "d%202")
    read.rankings[0].entries[0].document = "d 2"
    #expect(read == run)
  }

  @Test func judgementsAreReadInBothLayouts() throws {
    let beir = try Judgements.reading(Array("query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n".utf8), file: "q")
    let trec = try Judgements.reading(Array("1 0 d1 2\n1 0 d2 0\n".utf8), file: "q")
    #expect(beir == trec)
    #expect(beir.grade(query: "1", document: "d1") == 2)
    #expect(beir.relevantGrades(query: "1") == [2])
  }

  @Test func aJudgementWithoutAGradeIsNamed() {
    #expect(throws: EvaluationError(file: "q", line: 1, expected: "a grade", got: "'x'")) {
      try Judgements.reading(Array("1 0 d x\n".utf8), file: "q")
    }
  }
}
