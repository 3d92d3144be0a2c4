internal import BundleFormat
internal import Common
internal import PassageStore

/// Compares documents, as they come, with those of an older bundle.
///
/// Memory is about 200 bytes a document of the old bundle.
struct DocumentInventory {
  /// Records of one address are told apart by their ids.
  private struct Name: Hashable {
    var source: String
    var externalID: String?
  }

  /// What the old bundle was made with; `nil` when there is none that can be read.
  let record: BuildRecord?
  private var order: [Name] = []
  private var old: [Name: Digest] = [:]
  private var changes = DocumentChanges()

  /// - Parameter path: of the old bundle; one that is missing or cannot be read counts as empty.
  init(bundle path: String) {
    guard let bundle = try? BundleReader(path: path), let record = try? bundle.buildRecord(),
      let passages = try? PassageStore(bundle: bundle)
    else {
      record = nil
      return
    }
    self.record = record
    for number in 0..<passages.documentCount {
      guard let document = try? passages.document(DocumentID(number)) else { continue }
      let name = Name(source: document.source, externalID: document.externalID)
      if old.updateValue(document.sourceDigest, forKey: name) == nil { order.append(name) }
    }
  }

  mutating func add(source: String, externalID: String?, digest: Digest) {
    switch old.removeValue(forKey: Name(source: source, externalID: externalID)) {
    case nil: changes.added.append(source)
    case digest: changes.unchanged += 1
    default: changes.changed.append(source)
    }
  }

  /// What has changed, when all documents were added.
  var result: DocumentChanges {
    var result = changes
    result.removed = order.filter { old[$0] != nil }.map(\.source)
    return result
  }

  /// The parts of a build that differ from those of the old bundle, so that all documents may come out differently.
  func changedSettings(_ new: BuildRecord) -> [String] {
    guard let record else { return [] }
    var names: [String] = []
    if record.manifest != new.manifest { names.append("manifest") }
    if record.specification != new.specification { names.append("spec") }
    if record.model != new.model { names.append("model") }
    if !new.libraries.isEmpty, record.libraries != new.libraries { names.append("libraries") }
    return names
  }
}
