import Common
import Manifest
import Storage
import TestSupport
import Testing

@Suite struct RecordReaderTests {
  private func read(
    _ bytes: [UInt8], _ format: RecordSource.Format, _ fields: RecordFields, limit: Int = 1 << 20
  ) throws -> (records: [Record], text: String) {
    let corpus = try TestCorpus()
    try corpus.write("items", bytes)
    let item = SourceItem(
      displayPath: "items", absolutePath: corpus.folder.file("items"), metadata: [MetadataEntry("set", "test")],
      tags: ["all"])
    var reader = RecordReader(RecordFile(item: item, format: format, fields: fields), limit: limit)
    var seen = RecordIdentifiers()
    var records: [Record] = []
    while let record = reader.next(&seen) { records.append(record) }
    #expect(reader.bytesRead == bytes.count)
    return (records, rendered(reader.diagnostics))
  }

  private static let fields = RecordFields(
    id: "_id", title: "title", text: ["abstract", "body.text"], url: "link", tags: "topics",
    metadata: [.init(key: "authors", field: "by"), .init(key: "year", field: "date.year")])

  @Test func fieldsAreMapped() throws {
    let (records, text) = try read(
      Array(
        """
        \u{FEFF}{"_id": 7, "title": "One", "abstract": ["first", "second"], "body": {"text": "third"}, "link": "u", \
        "topics": ["b", "a"], "by": ["X", "Y"], "date": {"year": 1999}}\r

        {"_id": "a.b", "body.text": "dotted", "abstract": null, "date.year": true, "title": null}
        """.utf8), .jsonl, Self.fields)
    #expect(text == "")
    try #require(records.count == 2)
    #expect(
      records[0]
        == Record(
          line: 1, id: "7", title: "One", text: "first\nsecond\n\nthird", url: "u", tags: ["a", "all", "b"],
          metadata: [
            MetadataEntry("authors", "X"), MetadataEntry("authors", "Y"), MetadataEntry("set", "test"),
            MetadataEntry("year", "1999"),
          ]))
    #expect(
      records[1]
        == Record(
          line: 3, id: "a.b", text: "dotted", tags: ["all"],
          metadata: [MetadataEntry("set", "test"), MetadataEntry("year", "true")]))
  }

  @Test func badLinesCostThemselvesOnly() throws {
    var bytes = Array(
      """
      {"_id": "1", "text": "good", "titel": "x"}
      {"_id": "2", "text": "cut
      {"_id": "1", "text": "the same id"}
      [1, 2]
      {"_id": "3", "body": "no text"}
      {"text": "no id"}
      {"_id": "4", "text": "  "}
      {"_id": "5", "text": {"en": "nested"}}
      {"_id": 12345678901234567890, "text": "large"}
      {"_id": "6", "text": "\(String(repeating: "long ", count: 100))"}
      {"_id": "7", "text": "caf
      """.utf8)
    bytes += [0xE9]
    bytes += Array("\"}\n{\"_id\": \"8\", \"text\": \"last\"}".utf8)
    let (records, text) = try read(
      bytes, .jsonl, RecordFields(id: "_id", title: "title", metadata: [.init(key: "year", field: "year")]), limit: 256)
    #expect(records.map(\.id) == ["1", "line-6", "4", "1.2345678901234567e+19", "8"])
    #expect(text == Golden.expected(for: text, "Manifest/record-errors.txt"))
  }

  @Test func aHundredMegabyteLineIsPassedOver() throws {
    var bytes = Array("{\"text\": \"".utf8)
    bytes += Array(repeating: UInt8(ascii: "x"), count: 100_000_000)
    bytes += Array("\"}\n{\"text\": \"next\"}\n".utf8)
    let (records, text) = try read(bytes, .jsonl, RecordFields(), limit: 32 << 20)
    #expect(records.map(\.text) == ["next"])
    #expect(records.map(\.id) == ["line-2"])
    #expect(
      text == """
        items:1: error: the record is longer than 32MiB [record-too-long]
          remedy: split it into several records, or name it under `files`
        """)
  }

  @Test func tablesFollowRFC4180() throws {
    let fields = RecordFields(id: "id", title: "name", text: ["text"])
    let csv = "id,name,text\r\n1,\"a, b\",\"line 1\nline \"\"2\"\"\"\r\n\r\n2,,plain \"quote\"\r\n3,\"\",x"
    let (records, text) = try read(Array(csv.utf8), .csv, fields)
    #expect(text == "")
    #expect(records.map(\.line) == [2, 5, 6])
    #expect(records.map(\.title) == ["a, b", "", ""])
    #expect(records.map(\.text) == ["line 1\nline \"2\"", "plain \"quote\"", "x"])
    let (tabs, problems) = try read(Array("id\tname\ttext\n1\ta,b\tc\n".utf8), .tsv, fields)
    #expect(problems == "")
    #expect(tabs.map(\.title) == ["a,b"])
  }

  @Test func badRowsCostThemselvesOnly() throws {
    var csv = Array("id,text,id\n1,a,b\n2,a\n3,\"a\"b,c\n4,a,b,c\n".utf8)
    csv += Array("5,\(String(repeating: "x", count: 300)),c\n6,".utf8) + [0xFF] + Array(",c\n7,ok,c\n8,\"open\n".utf8)
    csv += Array("9,swallowed,c\n".utf8)
    let (records, text) = try read(csv, .csv, RecordFields(id: "id"), limit: 256)
    #expect(records.map(\.id) == ["1", "7"])
    let (none, empty) = try read([], .csv, RecordFields())
    #expect(none == [])
    #expect((text + "\n" + empty) == Golden.expected(for: text + "\n" + empty, "Manifest/table-errors.txt"))
  }

  @Test func manyBadLinesAreCounted() throws {
    let bytes = Array(String(repeating: "{}\n", count: 1000).utf8)
    let (records, text) = try read(bytes, .jsonl, RecordFields())
    #expect(records == [])
    #expect(text.split(separator: "\n").count == 41)
    #expect(text.hasSuffix("items: error: 980 more records have the same problem [missing-field]"))
  }

  @Test func linesMayEndAnywhereInTheWindow() throws {
    var generator = SeededGenerator(seed: 1)
    var text = ""
    var lengths: [Int] = []
    for _ in 0..<200 {
      let length = Int.random(in: 0...8000, using: &generator)
      lengths.append(length + 1)
      text += "{\"text\": \"x" + String(repeating: "y", count: length) + "\"}\n"
    }
    let (records, problems) = try read(Array(text.utf8), .jsonl, RecordFields())
    #expect(problems == "")
    #expect(records.map(\.text.utf8.count) == lengths)
    #expect(records.map(\.line) == Array(1...200))
  }
}
