package import Common

/// Decides what a file is, from its name and its first bytes.
///
/// Content wins over the name: a PDF that is called `notes.txt` is read as PDF, with a warning. The name decides where
/// content does not: Markdown, plain text and HTML fragments begin like anything. HTML inside a Markdown file is Markdown.
package struct FormatDetection: Equatable, Sendable {
  /// The format to read the file as, or why it cannot be read.
  package var result: Result<DocumentFormat, ExtractionFailure>
  /// A warning when name and content disagree; without a file name, like all diagnostics of an extraction.
  package var diagnostics: [Diagnostic]
  /// Whether neither name nor content says what it is: plain text, unless `ContentType` knows better.
  package var isOpen = false

  package init(name: String, bytes: [UInt8]) {
    let named = Self.format(named: name)
    let found = ContentSignature.find(in: bytes)
    diagnostics = []
    switch (named, found) {
    case _ where bytes.isEmpty: result = .failure(.empty)
    case (_, .other(let kind)): result = .failure(.unsupported(kind: kind))
    case (.markdown, .format(.html)), (.markdown, .format(.xml)): result = .success(.markdown)
    // Templates and generated files look like what they make.
    case (.source, .format(.html)), (.source, .format(.xml)): result = .success(.source)
    case (.html, .format(.xml)), (.xml, .format(.html)): result = .success(.html)
    case (let named?, .format(let found)):
      result = .success(found)
      if named != found { diagnostics = [Self.mismatch(named, found)] }
    case (nil, .format(let found)): result = .success(found)
    case (.pdf, nil) where ContentSignature.mentionsPDF(bytes): result = .success(.pdf)
    case (let named?, nil) where !named.isTextual && ContentSignature.isText(bytes):
      // An error page or a note under a wrong name.
      result = .success(.text)
      diagnostics = [Self.mismatch(named, .text)]
    case (let named?, nil): result = .success(named)
    case (nil, nil):
      result = .success(.text)
      isOpen = true
    }
  }

  /// The format that a name's ending stands for.
  package static func format(named name: String) -> DocumentFormat? {
    guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    return DocumentFormat.allCases.first { $0.fileExtensions.contains(ending) }
  }

  private static func mismatch(_ named: DocumentFormat, _ found: DocumentFormat) -> Diagnostic {
    Diagnostic(
      .warning, "mislabelled-document",
      "the name says that this is \(named.displayName), but it is \(found.displayName) and was read as that",
      remedy: "rename it to end in .\(found.fileExtensions[0])")
  }
}
