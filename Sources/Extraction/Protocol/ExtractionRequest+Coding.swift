internal import Common

extension ExtractionRequest {
  /// All but the document's bytes, which follow.
  ///
  ///     task · format string · name string · password: 0 | 1 string · text limit · entry limit · depth limit · processor time
  ///     · recognition n string* · bytes
  package var encodedHead: [UInt8] {
    var writer = ByteWriter()
    writer.append(task.rawValue)
    writer.append(string: format.rawValue)
    writer.append(string: name)
    writer.append(optional: password)
    writer.appendVariable(limits.textBytes)
    writer.appendVariable(limits.entryBytes)
    writer.appendVariable(limits.depth)
    writer.appendVariable(limits.processorSeconds)
    writer.appendVariable(recognition.count)
    for language in recognition { writer.append(string: language) }
    return writer.bytes
  }

  /// Reads what `encodedHead` and the document's bytes make together.
  package init(decoding frame: [UInt8]) throws(WorkerProtocolError) {
    var reader = CheckedReader(frame)
    let task = try reader.choice("task", ExtractionTask.allCases)
    let format = try reader.format()
    let name = try reader.string()
    let password = try reader.optionalString()
    var limits = ExtractionLimits()
    limits.textBytes = try reader.integer()
    limits.entryBytes = try reader.integer()
    limits.depth = try reader.integer()
    limits.processorSeconds = try reader.integer()
    var recognition: [String] = []
    for _ in 0..<(try reader.integer()) { recognition.append(try reader.string()) }
    self.init(
      bytes: try reader.rest(), name: name, format: format, password: password, limits: limits,
      task: task, recognition: recognition)
  }
}
