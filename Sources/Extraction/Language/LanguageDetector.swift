package import Common
internal import Synchronization

/// Finds the language of a document from its text (libexttextcat: the ranks of its letter sequences, compared with those of
/// 160 languages; Cavnar and Trenkle 1994).
///
/// An answer is given only when one language fits clearly better than all others. Text of a few words, lists of names,
/// code and mixtures get none.
package enum LanguageDetector {
  /// Bytes of text that are looked at: more change the answer hardly ever.
  static let sampleBytes = 4_000
  /// Shorter texts fit too many languages.
  static let leastBytes = 80

  private static let categorizer = Mutex(TextCategorizer())

  /// The language of `document` as a BCP 47 tag, "en" or "zh-TW"; `nil` when there is no telling.
  package static func language(of document: ExtractedDocument) -> String? {
    var sample: [UInt8] = []
    for block in document.blocks where isProse(block.kind) {
      if !sample.isEmpty { sample.append(0x20) }
      sample += document.text[block.range].prefix(sampleBytes - sample.count)
      if sample.count >= sampleBytes { break }
    }
    // The last character may be cut in two.
    while let last = sample.last, last & 0xC0 == 0x80 { sample.removeLast() }
    if let last = sample.last, last >= 0xC0 { sample.removeLast() }
    return sample.count < leastBytes ? nil : language(of: sample)
  }

  /// The language of UTF-8 text.
  static func language(of text: [UInt8]) -> String? {
    categorizer.withLock { $0?.category(of: text) }.flatMap(tag)
  }

  /// The library and its version; it says too when its data is missing and no language is ever found.
  package static var library: LibraryVersion {
    let hasData = categorizer.withLock { $0 != nil }
    return LibraryVersion("libexttextcat", TextCategorizer.version + (hasData ? "" : " without data"))
  }

  private static func isProse(_ kind: BlockKind) -> Bool {
    switch kind {
    case .paragraph, .listItem, .quote, .footnote, .heading: true
    case .code, .tableHeader, .tableRow, .caption: false
    }
  }

  /// The tag in an answer such as "[de--utf8]"; of several variants of one language, "[zh-CN-utf8][zh-TW-utf8]", the
  /// language. `nil` for several languages, for none and for one that has no code.
  private static func tag(_ answer: String) -> String? {
    guard answer.hasPrefix("["), answer.hasSuffix("]") else { return nil }
    let tags = answer.split(separator: "]").map { category in
      category.dropFirst().split(separator: "-", omittingEmptySubsequences: false).prefix(2)
    }
    guard let first = tags.first, let language = first.first, (2...3).contains(language.count),
      tags.allSatisfy({ $0.first == language })
    else { return nil }
    let region = tags.count == 1 && first.count > 1 ? first[1] : ""
    return region.isEmpty ? String(language) : "\(language)-\(region)"
  }
}
