internal import Common

/// The identifiers of all records that were read, with their places, to find doubles across files.
///
/// Memory grows with the number of records: about 100 bytes each.
package struct RecordIdentifiers: Sendable {
  private struct Place {
    var file: Int32
    var line: Int32
  }

  private var places: [String: Place] = [:]
  private var files: [String] = []

  package init() {}

  /// Remembers `id`, or gives the place where it was seen first.
  mutating func insert(_ id: String, at location: SourceLocation) -> SourceLocation? {
    if let place = places[id] { return SourceLocation(file: files[Int(place.file)], line: Int(place.line)) }
    if files.last != location.file { files.append(location.file) }
    places[id] = Place(file: Int32(files.count - 1), line: Int32(clamping: location.line ?? 0))
    return nil
  }
}
