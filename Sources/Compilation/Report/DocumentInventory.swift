internal import BundleFormat
internal import Common
internal import Manifest
internal import PassageStore

/// Compares documents and files of questions, as they come, with those of an older bundle.
///
/// Memory is about 200 bytes a document of the old bundle.
struct DocumentInventory {
  /// Records of one address are told apart by their ids.
  private struct Name: Hashable {
    var source: String
    var externalID: String?
    var isQuestionFile = false
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
      note(Name(source: document.source, externalID: document.externalID), document.sourceDigest)
    }
    // The questions of a file lie together.
    var questions: [QuestionAnswer] = []
    for number in 0..<passages.questionCount {
      guard let question = try? passages.question(number) else { continue }
      if let last = questions.last, last.source != question.source {
        note(Name(source: last.source, isQuestionFile: true), Self.digest(questions))
        questions.removeAll()
      }
      questions.append(question)
    }
    if let last = questions.last { note(Name(source: last.source, isQuestionFile: true), Self.digest(questions)) }
  }

  private mutating func note(_ name: Name, _ digest: Digest) {
    if old.updateValue(digest, forKey: name) == nil { order.append(name) }
  }

  /// Adds a document of the new bundle.
  mutating func add(_ document: DocumentRecord) {
    add(source: document.source, externalID: document.externalID, digest: document.sourceDigest)
  }

  mutating func add(source: String, externalID: String?, digest: Digest) {
    add(Name(source: source, externalID: externalID), digest)
  }

  /// Adds the questions of a file, all of them; of a file that has none a bundle knows nothing.
  mutating func add(_ questions: [QuestionAnswer], of source: String) {
    if !questions.isEmpty { add(Name(source: source, isQuestionFile: true), Self.digest(questions)) }
  }

  private mutating func add(_ name: Name, _ digest: Digest) {
    switch old.removeValue(forKey: name) {
    case nil: changes.added.append(name.source)
    case digest: changes.unchanged += 1
    default: changes.changed.append(name.source)
    }
  }

  private static func digest(_ questions: [QuestionAnswer]) -> Digest {
    var writer = ByteWriter()
    for question in questions {
      writer.append(string: question.question)
      writer.append(string: question.answer)
      writer.append(optional: question.category)
      writer.append(strings: question.tags)
    }
    return Digest(hashing: writer.bytes)
  }

  /// What has changed, when all documents were added.
  var result: DocumentChanges {
    var result = changes
    result.removed = order.filter { old[$0] != nil }.map(\.source)
    return result
  }

  /// What a build that leaves the old bundle as it is reports.
  var nothing: DocumentChanges {
    var changes = DocumentChanges()
    changes.unchanged = order.count
    return changes
  }

  /// The parts of a build that differ from those of the old bundle, so that all documents may come out differently.
  ///
  /// - Parameter trained: the pinned parts; parts that a build trains itself are no setting.
  func changedSettings(_ new: BuildRecord, _ trained: TrainedParts?) -> [String] {
    guard let record else { return [] }
    var names: [String] = []
    if record.manifest != new.manifest { names.append("manifest") }
    if record.specification != new.specification { names.append("spec") }
    if record.model != new.model { names.append("model") }
    if !new.libraries.isEmpty, record.libraries != new.libraries { names.append("libraries") }
    if trained != nil, record.trainedParts != new.trainedParts { names.append("dictionary") }
    return names
  }
}
