import Common
import Extraction
import OfficeExtractor
import TestSupport
import Testing

/// Workbooks written by hand.
struct WorkbookSample {
  var sheets: [(name: String, state: String, data: String)]
  var strings: [String] = []
  /// Format codes of the styles 0, 1, …
  var formats: [String] = ["General"]
  var since1904 = false

  init(_ data: String, name: String = "Sheet1") { sheets = [(name, "visible", data)] }

  var bytes: [UInt8] {
    var archive = ZipWriter()
    let list = sheets.enumerated().map { index, sheet in
      "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 1)\" state=\"\(sheet.state)\" r:id=\"rId\(index + 1)\"/>"
    }
    archive.add(
      "xl/workbook.xml",
      "<workbook xmlns:r=\"r\"><workbookPr date1904=\"\(since1904)\"/><sheets>\(list.joined())</sheets></workbook>")
    let targets = sheets.indices.map {
      "<Relationship Id=\"rId\($0 + 1)\" Type=\"x/worksheet\" Target=\"worksheets/sheet\($0 + 1).xml\"/>"
    }
    archive.add("xl/_rels/workbook.xml.rels", "<Relationships>\(targets.joined())</Relationships>")
    for (index, sheet) in sheets.enumerated() {
      archive.add("xl/worksheets/sheet\(index + 1).xml", "<worksheet>\(sheet.data)</worksheet>")
    }
    if !strings.isEmpty {
      archive.add("xl/sharedStrings.xml", "<sst>\(strings.map { "<si><t>\($0)</t></si>" }.joined())</sst>")
    }
    let codes = formats.enumerated().map { "<numFmt numFmtId=\"\($0 + 200)\" formatCode=\"\($1)\"/>" }
    let styles = formats.indices.map { "<xf numFmtId=\"\($0 + 200)\"/>" }
    archive.add(
      "xl/styles.xml",
      "<styleSheet><numFmts>\(codes.joined())</numFmts><cellXfs>\(styles.joined())</cellXfs></styleSheet>")
    return archive.bytes
  }

  /// Rows of cells: text goes in as it is, numbers as numbers.
  static func data(_ rows: [[String]], from first: Int = 1) -> String {
    "<sheetData>"
      + rows.enumerated().map { row, cells in
        "<row r=\"\(row + first)\">"
          + cells.enumerated().map { column, text in
            let reference = "\(Character(Unicode.Scalar(UInt8(65 + column))))\(row + first)"
            if text.isEmpty { return "" }
            return Double(text) == nil
              ? "<c r=\"\(reference)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
              : "<c r=\"\(reference)\"><v>\(text)</v></c>"
          }.joined() + "</row>"
      }.joined() + "</sheetData>"
  }
}

@Suite("Excel workbooks")
struct WorkbookTests {
  private func extract(
    _ sample: WorkbookSample, limits: ExtractionLimits = .init()
  ) throws -> RawDocument {
    try OfficeExtractor().extract(
      ExtractionRequest(bytes: sample.bytes, name: "sample.xlsx", format: .xlsx, limits: limits))
  }

  private func texts(_ sample: WorkbookSample) throws -> [String] { try extract(sample).blocks.map(\.text) }

  @Test("each row stands with the names of its columns; a title above and a second table have their own")
  func headers() throws {
    let rows = [
      ["Cities"], ["City", "Inhabitants", "Note"], ["Bern", "134794", ""], ["Basel", "173863", "on the Rhine"], [],
      ["River", "Length"], ["Aare", "291.5"],
    ]
    #expect(
      try texts(WorkbookSample(WorkbookSample.data(rows))) == [
        "Cities", "City: Bern | Inhabitants: 134794", "City: Basel | Inhabitants: 173863 | Note: on the Rhine",
        "River: Aare | Length: 291.5",
      ])
  }

  @Test("years name columns; a form is names and values; numbers alone have no header")
  func kindsOfTables() throws {
    #expect(
      try texts(WorkbookSample(WorkbookSample.data([["Country", "2019", "2020"], ["A", "1", "2"]])))
        == ["Country: A | 2019: 1 | 2020: 2"])
    #expect(
      try texts(WorkbookSample(WorkbookSample.data([["Name", "Ada"], ["Age", "36"], ["Town", "London"]])))
        == ["Name: Ada", "Age: 36", "Town: London"])
    #expect(try texts(WorkbookSample(WorkbookSample.data([["1", "2"], ["3", "4"]]))) == ["1 | 2", "3 | 4"])
  }

  @Test("names that a blank row parts from their columns still count, and so do those of the table above")
  func distantHeaders() throws {
    let rows = [["", "Sales", "Cost"], [], ["North", "1", "2"], [], ["South", "3", "4"]]
    #expect(
      try texts(WorkbookSample(WorkbookSample.data(rows))) == [
        "Sales | Cost", "North | Sales: 1 | Cost: 2", "South | Sales: 3 | Cost: 4",
      ])
  }

  @Test("sheets are headings, hidden ones are left out with a note, and a lone Sheet1 is no heading")
  func sheets() throws {
    var sample = WorkbookSample(WorkbookSample.data([["a", "b"]]), name: "First")
    sample.sheets.append(("Secret", "hidden", WorkbookSample.data([["no", "no"]])))
    sample.sheets.append(("Last", "visible", WorkbookSample.data([["c", "d"]])))
    let document = try extract(sample)
    #expect(
      document.blocks == [
        RawBlock(.heading(level: 1), "First"), RawBlock(.tableRow, "a | b"), RawBlock(.heading(level: 1), "Last"),
        RawBlock(.tableRow, "c | d"),
      ])
    #expect(document.diagnostics.map(\.identifier) == ["hidden-sheets"])
    #expect(try texts(WorkbookSample(WorkbookSample.data([["a", "b"]]))) == ["a | b"])
  }

  @Test("shared strings, booleans, errors and strings of formulas read as they are shown")
  func cellTypes() throws {
    var sample = WorkbookSample(
      """
      <sheetData><row><c t="s"><v>1</v></c><c t="b"><v>1</v></c><c t="e"><v>#DIV/0!</v></c>\
      <c t="str"><f>A1</f><v>sum</v></c><c t="s"><v>99</v></c></row></sheetData>
      """)
    sample.strings = ["zero", "one"]
    #expect(try texts(sample) == ["one | TRUE | #DIV/0! | sum"])
  }

  @Test(
    "numbers read as their formats show them",
    arguments: [
      ("0.30000000000000004", "General", "0.3"), ("1234567.891", "#,##0.00", "1,234,567.89"),
      ("1.005", "0.00", "1.01"), ("-1.5", "0.0;(0.0)", "(1.5)"), ("0.256", "0.0%", "25.6%"),
      ("12", "0.00 &quot;kg&quot;", "12.00 kg"), ("5", "[$€-407] 0", "€ 5"), ("1500000", "0.0,,", "1.5"),
      ("0", "0;-0;&quot;none&quot;", "none"), ("12345", "0.00E+00", "1.23E+04"), ("999.9", "0.0E+0", "1.0E+3"),
      ("1E+30", "General", "1E+30"), ("7", "000", "007"), ("44562", "d/m/yy", "2022-01-01"),
      ("44562.75", "dd.mm.yyyy hh:mm", "2022-01-01 18:00"), ("0.5", "h:mm AM/PM", "12:00"),
      ("1.5", "[h]:mm", "36:00"), ("59", "yyyy-mm-dd", "1900-02-28"), ("61", "yyyy-mm-dd", "1900-03-01"),
      ("44562", "mmm yyyy", "2022-01"), ("-3", "yyyy", "-3"), ("9.99999999999999", "0.00", "10.00"),
    ])
  func numberFormats(value: String, code: String, shown: String) throws {
    var sample = WorkbookSample("<sheetData><row><c s=\"1\"><v>\(value)</v></c></row></sheetData>")
    sample.formats = ["General", code]
    #expect(try texts(sample) == [shown])
  }

  @Test("days count from 1904 where the workbook says so")
  func epoch() throws {
    var sample = WorkbookSample("<sheetData><row><c s=\"1\"><v>43100</v></c></row></sheetData>")
    sample.formats = ["General", "yyyy-mm-dd"]
    sample.since1904 = true
    #expect(try texts(sample) == ["2022-01-01"])
  }

  @Test("a merged cell counts for each of its rows, and one above several columns adds its words to theirs")
  func mergedCells() throws {
    let rows = [["", "2021", ""], ["Shop", "Sales", "Cost"], ["North", "1", "2"], ["", "3", "4"]]
    let merges = "<mergeCells><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"A3:A4\"/></mergeCells>"
    // A first row of one group only is a title; with two groups it names columns.
    var grouped = rows
    grouped[0] = ["Where", "Budget 2021", ""]
    #expect(
      try texts(WorkbookSample(WorkbookSample.data(grouped) + merges)) == [
        "Where Shop: North | Budget 2021 Sales: 1 | Budget 2021 Cost: 2",
        "Where Shop: North | Budget 2021 Sales: 3 | Budget 2021 Cost: 4",
      ])
  }

  @Test("one cell in the last corner of a sheet costs one cell")
  func farCorner() throws {
    let data = "<sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>7</v></c></row></sheetData>"
    let merges = "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>"
    #expect(try texts(WorkbookSample(data + merges)) == ["7"])
    // Places outside of every sheet are not believed.
    #expect(
      try texts(WorkbookSample("<sheetData><row r=\"1\"><c r=\"ZZZZ99999999\"><v>7</v></c></row></sheetData>")) == ["7"]
    )
  }

  @Test("a string that many cells share is counted each time")
  func sharedBomb() {
    let cells = String(repeating: "<c t=\"s\"><v>0</v></c>", count: 1_000)
    var sample = WorkbookSample("<sheetData><row>\(cells)</row></sheetData>")
    sample.strings = [String(repeating: "long ", count: 1_000)]
    var limits = ExtractionLimits()
    limits.textBytes = 1 << 20
    #expect(throws: ExtractionFailure.tooLarge(what: "the text", limit: 1 << 20)) {
      try extract(sample, limits: limits)
    }
  }

  @Test("the promises of every extractor hold")
  func conformance() {
    var sample = WorkbookSample(WorkbookSample.data([["Name", "Size"], ["a", "1"], ["b", "2.5"]]), name: "Parts")
    sample.sheets.append(("More", "visible", "<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>"))
    sample.strings = ["shared"]
    sample.formats = ["General", "#,##0.00;[Red]-#,##0.00"]
    #expect(
      ExtractorConformance(OfficeExtractor(), samples: [ConformanceSample("book", .xlsx, sample.bytes)]).violations()
        == [])
  }
}
