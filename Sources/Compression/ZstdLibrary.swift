internal import CZstd

/// The system's libzstd.
package enum ZstdLibrary {
  /// For example `1.5.4`.
  package static var version: String { unsafe String(cString: ZSTD_versionString()) }

  /// The levels that `ZstdCompressor` takes; higher is smaller and slower.
  package static var levels: ClosedRange<Int> { 1...Int(ZSTD_maxCLevel()) }

  /// The library's words for an error code; `nil` when `code` is a size.
  static func error(_ code: Int) -> String? {
    ZSTD_isError(code) != 0 ? unsafe String(cString: ZSTD_getErrorName(code)) : nil
  }
}

extension ZstdLibrary {
  /// The version as one number: major × 10,000 + minor × 100 + release.
  package static var versionNumber: UInt32 { ZSTD_versionNumber() }
}
