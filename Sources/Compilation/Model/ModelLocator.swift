internal import Common
internal import Embedding
internal import Storage

/// A model with the packed bytes that it is read from, which go into the bundle as they are.
struct LocatedModel {
  var name: String
  var bytes: MappedBytes
  var model: EncoderModel
}

/// Finds the encoder that a build spec names.
enum ModelLocator {
  /// Where a model may lie, best first: the name as a path, beside the spec, and under `.models` of the working folder,
  /// of the manifest's folder and of the folders above that.
  static func candidates(for name: String, manifestFolder: String, specFolder: String?) -> [String] {
    var candidates = [name]
    if !name.hasPrefix("/") {
      if let specFolder { candidates.append("\(specFolder)/\(name)") }
      candidates.append(".models/\(name)")
      var folder = manifestFolder
      // A relative path says nothing about the folders above it; `..` does.
      for _ in 0..<32 {
        candidates.append("\(folder)/.models/\(name)")
        folder += "/.."
      }
    }
    return candidates
  }

  /// The first candidate that exists; `nil` when none does.
  static func find(_ name: String, manifestFolder: String, specFolder: String?) -> String? {
    candidates(for: name, manifestFolder: manifestFolder, specFolder: specFolder).first {
      FileStamp(of: $0) != nil || isFolder($0)
    }
  }

  /// The files that the model at `path` is made of; `nil` when that cannot be told without opening it.
  static func files(of path: String) -> [String]? {
    guard isFolder(path) else { return [path] }
    // What lies behind a link to a folder is not listed.
    guard let listing = try? FileListing(of: path), listing.skipped.isEmpty else { return nil }
    return listing.files.map { "\(path)/\($0.path)" }
  }

  /// Opens the first candidate that exists.
  ///
  /// - Throws: `DiagnosticsError` when none does; `ModelImportError` or `EncoderModelError` when one cannot be loaded.
  static func open(_ name: String, manifestFolder: String, specFolder: String?) throws -> LocatedModel {
    for path in candidates(for: name, manifestFolder: manifestFolder, specFolder: specFolder) {
      guard let bytes = try bytes(at: path) else { continue }
      let shortName = name.split(separator: "/").last.map(String.init) ?? name
      return LocatedModel(name: shortName, bytes: bytes, model: try EncoderModel(file: bytes))
    }
    throw DiagnosticsError([
      Diagnostic(
        .error, "model-not-found", "the encoder model `\(name)` is not there",
        remedy: "run `make model`, or name a model folder or a packed model file under encoder.model of the build spec")
    ])
  }

  /// The packed model at `path`, imported if it is a folder; `nil` when nothing is there.
  private static func bytes(at path: String) throws -> MappedBytes? {
    do {
      return try MappedFile(path: path).bytes
    } catch {
      switch error.code {
      case .notFound: return nil
      // No regular file: a folder in the Hugging Face layout, or something that the importer refuses by name.
      case .invalidArgument: return MappedBytes(try ModelImporter.import(directory: path))
      default: throw error
      }
    }
  }
}
