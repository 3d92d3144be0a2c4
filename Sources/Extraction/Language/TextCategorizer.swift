internal import CTextCat

/// The language fingerprints of libexttextcat: the only place that calls it. Not safe to share between threads.
@safe final class TextCategorizer {
  static let version = EXTTEXTCAT_VERSION
  private static let folder = "/usr/share/libexttextcat/"

  private let handle: UnsafeMutableRawPointer

  /// `nil` when the fingerprints are not installed.
  init?() {
    guard let handle = unsafe special_textcat_Init(Self.folder + "fpdb.conf", Self.folder) else { return nil }
    unsafe self.handle = handle
  }

  deinit { unsafe textcat_Done(handle) }

  /// The library's answer for UTF-8 text: the names of the categories that fit, each in brackets, or a word that is none.
  func category(of text: [UInt8]) -> String {
    // The library looks for a zero behind the text, whatever length it is given; without one the answer depends on what
    // lies there. A character that begins at the end may make it look further.
    let ended = text + [UInt8](repeating: 0, count: 8)
    return unsafe ended.withUnsafeBufferPointer { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
        // The answer lies in the handle and is copied before the next call.
        guard let answer = unsafe textcat_Classify(handle, characters.baseAddress, text.count) else { return "" }
        return unsafe String(cString: answer)
      }
    }
  }
}
