internal import Common
internal import Extraction

/// Reads JSON and JSON Lines as paths and values, and Jupyter notebooks as the text and code of their cells.
struct JSONTextReader {
  let limit: Int

  func read(_ text: [UInt8]) throws(ExtractionFailure) -> RawDocument {
    do throws(JSONError) {
      return document(try JSONValue(parsing: text))
    } catch {
      // Many files of lines are called .json.
      let lines = text.split(separator: 0x0A).filter { $0.contains { $0 > 0x20 } }
      if lines.count > 1, let first = lines.first, (try? JSONValue(parsing: first)) != nil,
        let last = lines.last, (try? JSONValue(parsing: last)) != nil
      {
        return try readLines(text)
      }
      throw .malformed(detail: Self.describe(error, in: text[...]))
    }
  }

  func readLines(_ text: [UInt8]) throws(ExtractionFailure) -> RawDocument {
    var blocks = PathValueBlocks(limit: limit)
    var bad = 0
    var firstBad: (line: Int, reason: String)?
    for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      guard line.contains(where: { $0 > 0x20 }), !blocks.isFull else { continue }
      do throws(JSONError) {
        blocks.addRecord(try JSONValue(parsing: line))
      } catch {
        bad += 1
        if firstBad == nil { firstBad = (index + 1, "expected \(error.expected), got \(error.got)") }
      }
    }
    var document = RawDocument(blocks: blocks.blocks)
    if let firstBad {
      guard !blocks.blocks.isEmpty else { throw .malformed(detail: "line \(firstBad.line): \(firstBad.reason)") }
      document.diagnostics = [
        Diagnostic(
          .warning, "record-unreadable", at: SourceLocation(file: "", line: firstBad.line),
          "\(bad == 1 ? "a line is" : "\(bad) lines are") not JSON and left out: \(firstBad.reason)",
          remedy: "correct the lines")
      ]
    }
    return document
  }

  private func document(_ value: JSONValue) -> RawDocument {
    if let cells = value["cells"]?.array, value["nbformat"] != nil { return NotebookBlocks.document(cells, value) }
    var blocks = PathValueBlocks(limit: limit)
    blocks.add(value)
    return RawDocument(title: value["title"]?.string, blocks: blocks.blocks)
  }

  private static func describe(_ error: JSONError, in text: ArraySlice<UInt8>) -> String {
    let line = text.prefix(error.offset).count { $0 == 0x0A } + 1
    return "line \(line): expected \(error.expected), got \(error.got)"
  }
}

extension PathValueBlocks {
  /// One line of a file of records: all its values in one block.
  mutating func addRecord(_ value: JSONValue) {
    var inner = PathValueBlocks(limit: .max)
    inner.add(value)
    let items = inner.blocks.filter { if case .heading = $0.kind { false } else { true } }
    appendRecord(items.map(\.text).joined(separator: " | "))
  }
}

/// The cells of a Jupyter notebook.
enum NotebookBlocks {
  static func document(_ cells: [JSONValue], _ notebook: JSONValue) -> RawDocument {
    var blocks: [RawBlock] = []
    for cell in cells {
      let source = lines(cell["source"])
      guard source.contains(where: { !$0.isWhitespace }) else { continue }
      if cell["cell_type"]?.string == "markdown" {
        blocks += LightMarkup.blocks(ofMarkdown: source)
      } else {
        blocks.append(RawBlock(.code, source))
      }
    }
    return RawDocument(
      language: nil,
      metadata: [notebook["metadata"]?["kernelspec"]?["language"]?.string].compactMap(\.self)
        .map { MetadataEntry("programming-language", $0) }, blocks: blocks)
  }

  private static func lines(_ value: JSONValue?) -> String {
    if let text = value?.string { return text }
    return (value?.array ?? []).compactMap(\.string).joined()
  }
}
