internal import Common
internal import Retrieval
internal import Terminal

/// An answer for people: the quotations, then where each stands; or that there is none.
func renderedAnswer(_ answer: Answer, style: TextStyle, width: Int) -> [String] {
  switch answer.content {
  case .none:
    return ["The bundle does not answer this."]
  case .curated(let curated):
    var lines = [style.bold(curated.question.printable), ""]
    for paragraph in curated.answer.split(separator: "\n", omittingEmptySubsequences: false) {
      let wrappedLines = wrapped((String(paragraph)).printable, width: width, indent: 0)
      lines += wrappedLines.isEmpty ? [""] : wrappedLines
    }
    while lines.last == "" { lines.removeLast() }
    let category = curated.category.map { ", \($0.printable)" } ?? ""
    return lines + ["", style.dim("Curated answer: \(curated.source.printable)\(category)")]
  case .quoted(let quotations):
    var lines: [String] = []
    for quotation in quotations {
      let mark = style.dim("[\(quotation.number)]")
      lines += wrapped("“\(quotation.text.printable)” \(mark)", width: width, indent: 0)
    }
    lines.append("")
    for quotation in quotations {
      lines += citation(quotation, style)
    }
    return lines
  }
}

private func citation(_ quotation: Quotation, _ style: TextStyle) -> [String] {
  let mark = "[\(quotation.number)]"
  let margin = String(repeating: " ", count: mark.count + 1)
  let headings = headingPath(quotation.headings, below: quotation.source.title)
  let path = headings.isEmpty ? "" : " — \(headings)"
  let range = quotation.range.utf8
  return [
    "\(mark) \(style.bold(quotation.source.title.printable))\(path)",
    margin
      + style.dim(
        place(source: quotation.source, url: quotation.url, pages: quotation.pages)
          + ", bytes \(range.lowerBound)–\(range.upperBound)"),
  ]
}
