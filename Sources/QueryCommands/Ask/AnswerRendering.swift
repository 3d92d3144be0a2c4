internal import Common
internal import Retrieval
internal import Terminal

/// An answer for people: the quotations, then where each stands; or that there is none, and what comes nearest.
///
/// - Parameter snippet: the piece of a hit's text that is shown of it.
func renderedAnswer(
  _ answer: Answer, style: TextStyle, width: Int, snippet: (Hit) throws -> Snippet
) rethrows -> [String] {
  switch answer.content {
  case .none:
    var lines = ["The bundle does not answer this."]
    if !answer.nearest.isEmpty { lines += ["", "The nearest passages:"] }
    for hit in answer.nearest {
      let headings = headingPath(hit.headings, below: hit.source.title)
      let path = headings.isEmpty ? "" : " — \(headings)"
      lines += wrapped("- \(style.bold(hit.source.title.printable))\(path)", width: width, indent: 0, hang: 2)
      let place = place(source: hit.source, url: hit.url, pages: hit.pages)
      lines += wrapped(place, width: width, indent: 2).map(style.dim)
      lines += wrapped(highlighted(try snippet(hit), style), width: width, indent: 2)
    }
    return lines
  case .curated(let curated):
    var lines = [style.bold(curated.question.printable), ""]
    for paragraph in curated.answer.split(separator: "\n", omittingEmptySubsequences: false) {
      let wrappedLines = wrapped((String(paragraph)).printable, width: width, indent: 0)
      lines += wrappedLines.isEmpty ? [""] : wrappedLines
    }
    while lines.last == "" { lines.removeLast() }
    let category = curated.category.map { ", \($0.printable)" } ?? ""
    let origin = wrapped("Curated answer: \(curated.source.printable)\(category)", width: width, indent: 0)
    return lines + [""] + origin.map(style.dim)
  case .quoted(let quotations):
    var lines: [String] = []
    for quotation in quotations {
      let mark = style.dim("[\(quotation.number)]")
      lines += wrapped("“\(quotation.text.printable)” \(mark)", width: width, indent: 0)
    }
    lines.append("")
    for quotation in quotations {
      lines += citation(quotation, style, width)
    }
    return lines
  }
}

private func citation(_ quotation: Quotation, _ style: TextStyle, _ width: Int) -> [String] {
  let mark = "[\(quotation.number)]"
  let headings = headingPath(quotation.headings, below: quotation.source.title)
  let path = headings.isEmpty ? "" : " — \(headings)"
  let range = quotation.range.utf8
  let place =
    place(source: quotation.source, url: quotation.url, pages: quotation.pages)
    + ", bytes \(range.lowerBound)–\(range.upperBound)"
  return wrapped(
    "\(mark) \(style.bold(quotation.source.title.printable))\(path)", width: width, indent: 0, hang: mark.count + 1)
    + wrapped(place, width: width, indent: mark.count + 1).map(style.dim)
}
