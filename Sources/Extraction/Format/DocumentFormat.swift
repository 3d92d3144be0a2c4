/// The formats that documents are read from.
package enum DocumentFormat: String, CaseIterable, Hashable, Sendable {
  case text
  case markdown
  case html
  case xml
  case pdf
  case docx

  /// How a diagnostic names it: "a PDF".
  package var displayName: String {
    switch self {
    case .text: "plain text"
    case .markdown: "Markdown"
    case .html: "HTML"
    case .xml: "XML"
    case .pdf: "PDF"
    case .docx: "a Word document (DOCX)"
    }
  }

  /// File name endings, lower case, the preferred one first.
  package var fileExtensions: [String] {
    switch self {
    case .text: ["txt", "text"]
    case .markdown: ["md", "markdown", "mdown", "mkd"]
    case .html: ["html", "htm", "xhtml"]
    case .xml: ["xml"]
    case .pdf: ["pdf"]
    case .docx: ["docx", "docm", "dotx"]
    }
  }

  /// Whether a worker process reads it; plain text is read in the compiler itself.
  package var needsWorker: Bool { self != .text }
}
