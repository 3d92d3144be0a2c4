import Common
import Extraction
import PDFExtractor
import Testing

/// Scans: pages that show text and hold none.
@Suite(.serialized) struct RecognitionTests {
  /// Strokes of capital letters in a box of 7 by 10; the pen moves from point to point.
  private static let strokes: [Character: [[(Int, Int)]]] = [
    "A": [[(0, 0), (3, 10), (6, 0)], [(1, 4), (5, 4)]],
    "E": [[(6, 10), (0, 10), (0, 0), (6, 0)], [(0, 5), (5, 5)]],
    "F": [[(6, 10), (0, 10), (0, 0)], [(0, 5), (5, 5)]],
    "H": [[(0, 0), (0, 10)], [(7, 0), (7, 10)], [(0, 5), (7, 5)]],
    "L": [[(0, 10), (0, 0), (6, 0)]],
    "M": [[(0, 0), (0, 10), (4, 3), (8, 10), (8, 0)]],
    "T": [[(0, 10), (7, 10)], [(3, 10), (3, 0)]],
  ]

  /// A page that is an image of lines of capitals, 20 points high.
  private static func scan(_ lines: [String]) -> [UInt8] {
    var drawing = "BI /W 1 /H 1 /CS /G /BPC 8 ID z EI\n3 w 1 j 1 J\n"
    for (row, line) in lines.enumerated() {
      for (column, letter) in line.enumerated() {
        for stroke in strokes[letter] ?? [] {
          for (index, point) in stroke.enumerated() {
            let (x, y) = (72 + column * 22 + point.0 * 2, 700 - row * 40 + point.1 * 2)
            drawing += "\(x) \(y) \(index == 0 ? "m" : "l") "
          }
          drawing += "S\n"
        }
      }
    }
    var writer = PDFWriter(pages: [[]])
    writer.drawing = drawing
    return writer.bytes
  }

  private func extract(_ bytes: [UInt8], _ languages: [String]) throws(ExtractionFailure) -> RawDocument {
    try PDFExtractor().extract(
      ExtractionRequest(bytes: bytes, name: "scan.pdf", format: .pdf, recognition: languages))
  }

  @Test func `the text of a scan is recognised where that is asked for, with its place`() throws {
    let bytes = Self.scan(["THE METAL LEAF", "HALF THE MEAL"])
    #expect(throws: ExtractionFailure.noText(detail: "its page is an image")) { try extract(bytes, []) }
    let document = try extract(bytes, ["eng"])
    let text = document.blocks.map(\.text).joined(separator: " ")
    #expect(text == "THE METAL LEAF HALF THE MEAL")
    #expect(document.diagnostics.map(\.identifier) == ["page-recognised"])
    #expect(document.blocks.allSatisfy { $0.pages == 1...1 })
    let rectangle = try #require(document.blocks.first?.regions.first?.rectangle)
    // The upper left letter stands at 72, 80 points from the top.
    #expect(abs(rectangle.left - 720) < 30)
    #expect(abs(rectangle.top - 800) < 30)
    #expect(try extract(bytes, ["eng"]) == document)
  }

  @Test func `a language without data is an error that names the package`() throws {
    let bytes = Self.scan(["HALF THE MEAL"])
    for languages in [["xyz_abc"], ["eng", "xyz_abc"]] {
      let failure = #expect(throws: ExtractionFailure.self) { try extract(bytes, languages) }
      #expect(failure?.identifier == "ocr-missing")
      #expect(failure?.reason.contains("tesseract-ocr-xyz-abc") == true)
    }
  }

  @Test func `what recognises scans has a name and a version`() throws {
    let request = ExtractionRequest(bytes: [], name: "", format: .pdf, task: .recognition, recognition: ["eng"])
    let versions = try PDFExtractor.recognition(request).metadata
    #expect(versions.map(\.key) == ["tesseract", "tessdata-eng"])
    #expect(versions.allSatisfy { !$0.value.isEmpty })
  }

  @Test func `a page of an image without text stays a scan`() throws {
    #expect(throws: ExtractionFailure.noText(detail: "its page is an image")) { try extract(Self.scan([]), ["eng"]) }
  }
}
