internal import Common
internal import Extraction
internal import Storage

/// Recognises the text of page images with Tesseract.
///
/// One thread and the plain inner product, so that the processor has as little say as possible; still, only what
/// Tesseract promises holds: the same version with the same data reads the same.
@safe final class TextRecognizer {
  /// A word of a page.
  struct Word: Equatable {
    var text: String
    /// In pixels of the image.
    var box: PDFBox
    /// Whether a line of text begins with it.
    var beginsLine: Bool
  }

  /// A page of whose words Tesseract is less sure on average is a photograph or a drawing; percent.
  private static let leastConfidence: Float = 50
  /// `PSM_AUTO`: the page's layout is found, its orientation is not.
  private static let automaticSegmentation: Int32 = 3
  /// `RIL_TEXTLINE` and `RIL_WORD`.
  private static let line: Int32 = 2
  private static let word: Int32 = 3

  private let library: TesseractLibrary
  private let handle: OpaquePointer

  /// - Parameter languages: names of Tesseract's data files, such as "eng"; the first counts most.
  /// - Throws: when Tesseract or the data of a language is not installed.
  init(languages: [String]) throws(ExtractionFailure) {
    library = try TesseractLibrary()
    guard let handle = unsafe library.create() else { throw .recognitionMissing(detail: "Tesseract does not start") }
    unsafe self.handle = handle
    // Of several languages Tesseract takes those that there are, and says nothing.
    let isReady = unsafe library.initialize(handle, nil, languages.joined(separator: "+")) == 0
    for language in languages where !isReady || !fileExists(dataPath(of: language)) {
      throw .recognitionMissing(
        detail: "Tesseract has no data for \(language) "
          + "(Debian's package tesseract-ocr-\(language.replacing("_", with: "-")))")
    }
    unsafe library.setSegmentation(handle, Self.automaticSegmentation)
  }

  deinit { unsafe library.delete(handle) }

  /// The library and the data files, each with what tells one version from another.
  func versions(_ languages: [String]) throws(ExtractionFailure) -> [LibraryVersion] {
    var versions = [LibraryVersion("tesseract", unsafe library.version().map { unsafe String(cString: $0) } ?? "5")]
    for language in languages {
      do throws(SystemError) {
        let data = try readFile(dataPath(of: language))
        versions.append(LibraryVersion("tessdata-" + language, String("\(Digest(hashing: data))".prefix(16))))
      } catch {
        throw .recognitionMissing(detail: error.description)
      }
    }
    return versions
  }

  private func dataPath(of language: String) -> String {
    let folder = unsafe library.dataPath(handle).map { unsafe String(cString: $0) } ?? ""
    return (folder.hasSuffix("/") ? folder : folder + "/") + language + ".traineddata"
  }

  /// The words of an image, line by line.
  ///
  /// - Parameter resolution: pixels an inch.
  func words(of image: PageImage, resolution: Int) -> [Word] {
    defer { unsafe library.clear(handle) }
    let isDone = unsafe image.pixels.withUnsafeBufferPointer { pixels in
      unsafe library.setImage(
        handle, pixels.baseAddress, Int32(image.width), Int32(image.height), 1, Int32(image.width))
      unsafe library.setResolution(handle, Int32(resolution))
      return unsafe library.recognize(handle, nil) == 0
    }
    guard isDone, let iterator = unsafe library.iterator(handle) else { return [] }
    defer { unsafe library.releaseIterator(iterator) }
    var words: [Word] = []
    var confidence: Float = 0
    var beginsLine = true
    repeat {
      let place = unsafe library.places(iterator)
      if unsafe library.begins(place, Self.line) != 0 { beginsLine = true }
      var (left, top, right, bottom): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
      guard unsafe library.box(place, Self.word, &left, &top, &right, &bottom) != 0,
        let content = unsafe library.text(iterator, Self.word)
      else { continue }
      defer { unsafe library.releaseText(content) }
      guard let text = PDFText.collapsed(unsafe String(cString: content)) else { continue }
      words.append(
        Word(
          text: text,
          box: PDFBox(left: Double(left), top: Double(top), right: Double(right), bottom: Double(bottom)),
          beginsLine: beginsLine))
      beginsLine = false
      confidence += unsafe library.confidence(iterator, Self.word)
    } while unsafe library.next(iterator, Self.word) != 0
    return confidence >= Self.leastConfidence * Float(words.count) ? words : []
  }
}
