/// The formats that documents are read from.
package enum DocumentFormat: String, CaseIterable, Hashable, Sendable {
  case text
  case markdown
  case html
  case xml
  case pdf
  case docx
  case pptx
  case xlsx
  case odt
  case odp
  case ods
  case epub
  case rtf
  case csv
  case tsv
  case json
  case jsonLines = "json-lines"
  case yaml
  case asciiDoc = "asciidoc"
  case reStructuredText = "restructuredtext"
  case source
  case message = "eml"
  case mailbox = "mbox"

  /// How a diagnostic names it: "PDF".
  package var displayName: String {
    switch self {
    case .text: "plain text"
    case .markdown: "Markdown"
    case .html: "HTML"
    case .xml: "XML"
    case .pdf: "PDF"
    case .docx: "a Word document (DOCX)"
    case .pptx: "a PowerPoint presentation (PPTX)"
    case .xlsx: "an Excel workbook (XLSX)"
    case .odt: "an OpenDocument text (ODT)"
    case .odp: "an OpenDocument presentation (ODP)"
    case .ods: "an OpenDocument spreadsheet (ODS)"
    case .epub: "an EPUB book"
    case .rtf: "an RTF document"
    case .csv: "comma-separated values (CSV)"
    case .tsv: "tab-separated values (TSV)"
    case .json: "JSON"
    case .jsonLines: "JSON Lines"
    case .yaml: "YAML"
    case .asciiDoc: "AsciiDoc"
    case .reStructuredText: "reStructuredText"
    case .source: "source code"
    case .message: "an e-mail message (EML)"
    case .mailbox: "a mailbox (MBOX)"
    }
  }

  /// File name endings, lower case, the preferred one first.
  package var fileExtensions: [String] {
    switch self {
    case .text: ["txt", "text", "log"]
    case .markdown: ["md", "markdown", "mdown", "mkd", "mdx", "qmd"]
    case .html: ["html", "htm", "xhtml"]
    case .xml: ["xml"]
    case .pdf: ["pdf"]
    case .docx: ["docx", "docm", "dotx", "dotm"]
    case .pptx: ["pptx", "pptm", "ppsx", "ppsm", "potx", "potm"]
    case .xlsx: ["xlsx", "xlsm", "xltx", "xltm"]
    case .odt: ["odt", "ott", "fodt"]
    case .odp: ["odp", "otp", "fodp"]
    case .ods: ["ods", "ots", "fods"]
    case .epub: ["epub"]
    case .rtf: ["rtf"]
    case .csv: ["csv"]
    case .tsv: ["tsv", "tab"]
    case .json: ["json", "geojson", "ipynb"]
    case .jsonLines: ["jsonl", "ndjson"]
    case .yaml: ["yaml", "yml"]
    case .asciiDoc: ["adoc", "asciidoc", "asc"]
    case .reStructuredText: ["rst", "rest"]
    case .source: ProgrammingLanguage.all.flatMap(\.fileExtensions)
    case .message: ["eml"]
    case .mailbox: ["mbox", "mbx"]
    }
  }

  /// Media types, the registered one first; empty for a group of formats without one.
  package var mediaTypes: [String] {
    switch self {
    case .text: ["text/plain"]
    case .markdown: ["text/markdown", "text/x-markdown"]
    case .html: ["text/html", "application/xhtml+xml"]
    case .xml: ["application/xml", "text/xml"]
    case .pdf: ["application/pdf"]
    case .docx: ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"]
    case .pptx: ["application/vnd.openxmlformats-officedocument.presentationml.presentation"]
    case .xlsx: ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
    case .odt: ["application/vnd.oasis.opendocument.text"]
    case .odp: ["application/vnd.oasis.opendocument.presentation"]
    case .ods: ["application/vnd.oasis.opendocument.spreadsheet"]
    case .epub: ["application/epub+zip"]
    case .rtf: ["application/rtf", "text/rtf"]
    case .csv: ["text/csv"]
    case .tsv: ["text/tab-separated-values"]
    case .json: ["application/json"]
    case .jsonLines: ["application/x-ndjson", "application/jsonl"]
    case .yaml: ["application/yaml", "text/yaml", "application/x-yaml"]
    case .asciiDoc: ["text/asciidoc"]
    case .reStructuredText: ["text/x-rst", "text/prs.fallenstein.rst"]
    case .source: []
    case .message: ["message/rfc822"]
    case .mailbox: ["application/mbox"]
    }
  }

  /// Whether a worker process reads it; plain text is read in the compiler itself.
  package var needsWorker: Bool { self != .text }

  /// Whether its files are text to the eye, so that content alone does not tell it from plain text.
  package var isTextual: Bool {
    switch self {
    case .text, .markdown, .html, .xml, .csv, .tsv, .json, .jsonLines, .yaml, .asciiDoc, .reStructuredText, .source,
      .message, .mailbox, .rtf:
      true
    case .pdf, .docx, .pptx, .xlsx, .odt, .odp, .ods, .epub: false
    }
  }
}
